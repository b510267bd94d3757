#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fatal.h"

enum { FIRST_CAP = 256 };

buf buf_make(size_t max) {
    return (buf){.max = max};
}

static void wipe(buf *b) {
    if (b->secret && b->ptr != NULL) {
        explicit_bzero(b->ptr, b->cap);
    }
}

void buf_free(buf *b) {
    wipe(b);
    free(b->ptr);
    *b = (buf){.max = b->max, .secret = b->secret};
}

void buf_clear(buf *b) {
    wipe(b);
    b->len = 0;
    b->failed = false;
    if (b->ptr != NULL) {
        b->ptr[0] = '\0';
    }
}

// Room for `len` more bytes and the NUL; false past the cap.
static bool reserve(buf *b, size_t len) {
    if (b->failed || len > b->max - b->len) {
        b->failed = true;
        return false;
    }
    size_t needed;
    if (__builtin_add_overflow(b->len + len, 1, &needed)) {
        fatal("out of memory");
    }
    if (needed <= b->cap) {
        return true;
    }
    size_t cap = b->cap > needed / 2 ? b->cap * 2 : needed;
    if (cap < FIRST_CAP) {
        cap = FIRST_CAP;
    }
    // realloc could leave a copy of a secret behind, so the move is made by hand.
    char *grown = b->secret ? malloc(cap) : realloc(b->ptr, cap);
    if (grown == NULL) {
        fatal("out of memory");
    }
    if (b->secret) {
        if (b->len > 0) {
            memcpy(grown, b->ptr, b->len);
        }
        wipe(b);
        free(b->ptr);
    }
    b->ptr = grown;
    b->cap = cap;
    return true;
}

bool buf_put(buf *b, const void *data, size_t len) {
    if (!reserve(b, len)) {
        return false;
    }
    if (len > 0) {
        memcpy(b->ptr + b->len, data, len);
    }
    b->len += len;
    b->ptr[b->len] = '\0';
    return true;
}

bool buf_puts(buf *b, const char *text) {
    return buf_put(b, text, strlen(text));
}

bool buf_putc(buf *b, char c) {
    return buf_put(b, &c, 1);
}

bool buf_put_str(buf *b, str s) {
    return buf_put(b, s.ptr, s.len);
}

bool buf_printf(buf *b, const char *format, ...) {
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    bool fits = len >= 0 && reserve(b, (size_t)len);
    if (fits) {
        vsnprintf(b->ptr + b->len, (size_t)len + 1, format, again);
        b->len += (size_t)len;
    }
    va_end(again);
    b->failed = b->failed || !fits;
    return fits;
}

str buf_str(const buf *b, arena *a) {
    return str_dup(a, (str){.ptr = b->ptr, .len = b->len});
}
