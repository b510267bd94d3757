// A text slice: pointer and length. Those made by this project are also NUL-terminated (their length does not count the
// NUL), so `s.ptr` can be handed to C libraries; foreign text may hold NUL bytes, so lengths are what comparisons use.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

typedef struct str {
    const char *ptr;
    size_t len;
} str;

#define STR(literal) ((str){.ptr = (literal), .len = sizeof(literal) - 1})

// The slice of a NUL-terminated text; NULL gives the empty slice.
str str_of(const char *text);
str str_dup(arena *a, str s);
str str_concat(arena *a, const str *parts, size_t count);
bool str_eq(str a, str b);
bool str_is(str a, const char *text);
bool str_eq_nocase(str a, str b); // ASCII
int str_cmp(str a, str b);        // byte order
bool str_has_prefix(str s, const char *prefix);
bool str_has_suffix(str s, const char *suffix);
// The part after the first `len` bytes / the first `len` bytes; `len` past the end is the end. Not copied.
str str_from(str s, size_t len);
str str_upto(str s, size_t len);
// Finds `needle`; `*ret_at` is its offset.
bool str_find(str s, const char *needle, size_t *ret_at);
bool str_is_space(char c); // ASCII white space
// Without leading and trailing ASCII white space. Not copied.
str str_trim(str s);
