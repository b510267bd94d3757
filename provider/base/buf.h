// A growable byte buffer with a cap that its owner must name. Long-lived or per-call alike: it owns heap memory until
// buf_free, and wipes it there when it is marked secret.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

typedef struct buf {
    char *ptr; // NUL-terminated once anything was appended
    size_t len;
    size_t cap;
    size_t max;  // bytes; appending past it fails
    bool failed; // an append went past `max`; sticky
    bool secret; // wiped on free and on growth
} buf;

// An empty buffer that never holds more than `max` bytes.
buf buf_make(size_t max);
void buf_free(buf *b);
void buf_clear(buf *b); // keeps the memory

// Append. False, and `failed`, when the cap would be passed; nothing is appended then.
bool buf_put(buf *b, const void *data, size_t len);
bool buf_puts(buf *b, const char *text);
bool buf_putc(buf *b, char c);
bool buf_put_str(buf *b, str s);
bool buf_printf(buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

// A NUL-terminated copy of the contents in the arena.
str buf_str(const buf *b, arena *a);
