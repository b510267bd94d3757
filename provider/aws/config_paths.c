// Files that the configuration names: their paths, and reading them without leaving copies behind.
#include <errno.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

#include "aws/config_internal.h"
#include "base/buf.h"

enum { MAX_PATH_BYTES = 1024 * 1024 };

const char *config_expand_path(const aws_config *c, arena *a, const char *path) {
    buf out = buf_make(MAX_PATH_BYTES);
    const char *at = path;
    const char *home = config_env(c, "HOME");
    if (at[0] == '~' && (at[1] == '/' || at[1] == '\0') && home != NULL) {
        buf_puts(&out, home);
        at++;
    }
    while (*at != '\0') {
        if (*at != '$') {
            buf_putc(&out, *at++);
            continue;
        }
        bool braces = at[1] == '{';
        const char *name = at + (braces ? 2 : 1);
        size_t len = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
        if (len == 0 || (braces && name[len] != '}')) {
            buf_putc(&out, *at++);
            continue;
        }
        const char *value = config_env(c, arena_strndup(a, name, len));
        buf_puts(&out, value == NULL ? "" : value);
        at = name + len + (braces ? 1 : 0);
    }
    const char *expanded = buf_str(&out, a).ptr;
    buf_free(&out);
    return expanded;
}

int config_read_file(const char *path, buf *out) {
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return errno == ENOTDIR ? ENOENT : errno;
    }
    setvbuf(file, NULL, _IONBF, 0); // stdio's buffer would keep a copy of the secrets
    char chunk[4096];
    size_t got;
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0 && buf_put(out, chunk, got)) {
    }
    int problem = ferror(file) ? errno : out->failed ? EFBIG : 0;
    OPENSSL_cleanse(chunk, sizeof chunk);
    fclose(file);
    return problem;
}
