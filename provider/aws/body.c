#include "aws/body.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aws/encoding.h"

static void close_file(void *data) {
    close((int)(intptr_t)data);
}

bool body_file_open(arena *a, const char *path, http_file *ret, const char **ret_message) {
    struct stat facts;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe without a writer must not hold us
    if (fd < 0) {
        *ret_message = arena_printf(a, "%s cannot be read: %s", path, strerrordesc_np(errno));
        return false;
    }
    if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        close(fd);
        *ret_message = arena_printf(a, "%s is not a regular file", path);
        return false;
    }
    arena_on_free(a, close_file, (void *)(intptr_t)fd);
    *ret = (http_file){.path = arena_strdup(a, path), .fd = fd, .size = facts.st_size};
    return true;
}

// How long the file's part of the body is.
static int64_t part_size(const http_file *file) {
    if (file == NULL) {
        return 0;
    }
    return file->base64 ? (file->size + 2) / 3 * 4 : file->size;
}

int64_t body_size(const http_request *r) {
    return (int64_t)r->body.len + part_size(r->file);
}

body_reader body_read_from_start(const http_request *r) {
    return (body_reader){.text = r->body, .file = r->file};
}

// All of `size` bytes at that place of the file.
static bool read_file(const http_file *file, int64_t at, char *ret, size_t size) {
    size_t len = 0;
    while (len < size) {
        ssize_t n = pread(file->fd, ret + len, size - len, at + (int64_t)len);
        if (n <= 0 && !(n < 0 && errno == EINTR)) {
            return false;
        }
        len += n > 0 ? (size_t)n : 0;
    }
    return true;
}

// The file's base64 text from `at` on, which may be in the middle of a group of four. Gives a part of what is asked
// for.
static ssize_t read_base64(const http_file *file, int64_t at, char *ret, size_t size) {
    enum { GROUPS = 4096 };
    char bytes[3 * GROUPS];
    char text[4 * GROUPS];
    size_t skip = (size_t)(at % 4);
    size_t groups = (size + skip + 3) / 4;
    groups = groups < GROUPS ? groups : GROUPS;
    int64_t from = at / 4 * 3;
    int64_t left = file->size - from;
    size_t len = left < (int64_t)(3 * groups) ? (size_t)left : 3 * groups;
    if (!read_file(file, from, bytes, len)) {
        return -1;
    }
    size_t encoded = encoding_base64_into(text, (str){.ptr = bytes, .len = len}) - skip;
    encoded = encoded < size ? encoded : size;
    memcpy(ret, text + skip, encoded);
    return (ssize_t)encoded;
}

ssize_t body_read(body_reader *r, char *ret, size_t size) {
    int64_t part = part_size(r->file);
    int64_t before = r->file == NULL ? (int64_t)r->text.len : (int64_t)r->file->at;
    int64_t at = r->position - before; // in the file's part
    ssize_t n = 0;
    if (at >= 0 && at < part) {
        size_t most = part - at < (int64_t)size ? (size_t)(part - at) : size;
        if (r->file->base64) {
            n = read_base64(r->file, at, ret, most);
        } else {
            n = read_file(r->file, at, ret, most) ? (ssize_t)most : -1;
        }
    } else {
        int64_t from = at < 0 ? r->position : r->position - part;
        int64_t left = (at < 0 ? before : (int64_t)r->text.len) - from;
        n = left < (int64_t)size ? (ssize_t)left : (ssize_t)size;
        if (n > 0) {
            memcpy(ret, r->text.ptr + from, (size_t)n);
        }
    }
    r->position += n > 0 ? n : 0;
    return n;
}
