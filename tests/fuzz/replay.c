// Runs a fuzz target over the files of the given directory, once each: `json_fuzz tests/fuzz/corpus/json`.
#include "fuzz/fuzz.h"

#include <dirent.h>
#include <string.h>

// Exactly as many bytes as the file has are allocated, so that a sanitizer sees the first one too many that is read.
static uint8_t *read_whole(const char *path, size_t *ret_size) {
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        return NULL;
    }
    long size = fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
    uint8_t *data = size < 0 ? NULL : malloc((size_t)size + (size == 0));
    if (data != NULL && (fseek(f, 0, SEEK_SET) != 0 || fread(data, 1, (size_t)size, f) != (size_t)size)) {
        free(data);
        data = NULL;
    }
    (void)fclose(f);
    *ret_size = (size_t)size;
    return data;
}

static bool replay(const char *path) {
    size_t size = 0;
    uint8_t *data = read_whole(path, &size);
    if (data == NULL) {
        printf("cannot read %s\n", path);
        return false;
    }
    printf("%s\n", path);
    (void)fflush(stdout);
    (void)LLVMFuzzerTestOneInput(data, size);
    free(data);
    return true;
}

int main(int argc, char **argv) {
    DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
    if (dir == NULL) {
        printf("usage: %s DIRECTORY\n", argv[0]);
        return 1;
    }
    arena *a = arena_new();
    int count = 0;
    bool ok = true;
    for (struct dirent *entry; ok && (entry = readdir(dir)) != NULL;) { // NOLINT(concurrency-mt-unsafe)
        if (entry->d_name[0] != '.') {
            ok = replay(arena_printf(a, "%s/%s", argv[1], entry->d_name));
            count++;
        }
    }
    (void)closedir(dir);
    arena_free(a);
    printf("%d seeds\n", count);
    return ok && count > 0 ? 0 : 1;
}
