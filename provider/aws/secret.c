#include "aws/secret.h"

#include <openssl/crypto.h>
#include <string.h>

#include "base/buf.h"

enum { SHORTEST = 4, MAX_TEXT = 16 << 20 };

static void wipe(void *text) {
    OPENSSL_cleanse(text, strlen(text));
}

void secret_keep(arena *a, char *text) {
    arena_on_free(a, wipe, text);
}

const char *secret_dup(arena *a, const char *text) {
    if (text == NULL) {
        return NULL;
    }
    char *copy = arena_strdup(a, text);
    secret_keep(a, copy);
    return copy;
}

const char *secret_hide(arena *a, const char *text, str secret) {
    str rest = str_of(text);
    size_t at;
    if (secret.len < SHORTEST) {
        return text;
    }
    const char *needle = arena_strndup(a, secret.ptr, secret.len);
    if (!str_find(rest, needle, &at)) {
        return text;
    }
    buf out = buf_make(MAX_TEXT);
    while (str_find(rest, needle, &at)) {
        buf_put_str(&out, str_upto(rest, at));
        buf_puts(&out, "(sensitive value)");
        rest = str_from(rest, at + secret.len);
    }
    buf_put_str(&out, rest);
    const char *result = buf_str(&out, a).ptr;
    buf_free(&out);
    return result;
}
