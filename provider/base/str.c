#include "base/str.h"

#include <string.h>

str str_of(const char *text) {
    return text == NULL ? STR("") : (str){.ptr = text, .len = strlen(text)};
}

str str_dup(arena *a, str s) {
    return (str){.ptr = arena_strndup(a, s.ptr, s.len), .len = s.len};
}

str str_concat(arena *a, const str *parts, size_t count) {
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        len += parts[i].len;
    }
    char *text = arena_alloc(a, len + 1);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len > 0) {
            memcpy(text + at, parts[i].ptr, parts[i].len);
        }
        at += parts[i].len;
    }
    text[len] = '\0';
    return (str){.ptr = text, .len = len};
}

bool str_eq(str a, str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool str_is(str a, const char *text) {
    return str_eq(a, str_of(text));
}

static unsigned char lower(char c) {
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

bool str_eq_nocase(str a, str b) {
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.ptr[i]) != lower(b.ptr[i])) {
            return false;
        }
    }
    return true;
}

int str_cmp(str a, str b) {
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared == 0 ? 0 : memcmp(a.ptr, b.ptr, shared);
    if (order != 0) {
        return order < 0 ? -1 : 1;
    }
    return (a.len > b.len) - (a.len < b.len);
}

bool str_has_prefix(str s, const char *prefix) {
    str p = str_of(prefix);
    return s.len >= p.len && str_eq(str_upto(s, p.len), p);
}

bool str_has_suffix(str s, const char *suffix) {
    str p = str_of(suffix);
    return s.len >= p.len && str_eq(str_from(s, s.len - p.len), p);
}

str str_from(str s, size_t len) {
    if (s.ptr == NULL) {
        return STR("");
    }
    size_t skipped = len < s.len ? len : s.len;
    return (str){.ptr = s.ptr + skipped, .len = s.len - skipped};
}

str str_upto(str s, size_t len) {
    return (str){.ptr = s.ptr, .len = len < s.len ? len : s.len};
}

bool str_find(str s, const char *needle, size_t *ret_at) {
    if (s.ptr == NULL) {
        s = STR("");
    }
    const char *found = memmem(s.ptr, s.len, needle, strlen(needle));
    if (found == NULL) {
        return false;
    }
    *ret_at = (size_t)(found - s.ptr);
    return true;
}

bool str_is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

str str_trim(str s) {
    while (s.len > 0 && str_is_space(s.ptr[0])) {
        s = str_from(s, 1);
    }
    while (s.len > 0 && str_is_space(s.ptr[s.len - 1])) {
        s.len--;
    }
    return s;
}
