// Regular expressions that users write, in the syntax of Go (RE2), by way of POSIX extended ones.
#pragma once

#include <regex.h>

#include "base/arena.h"
#include "base/str.h"

// Compiles the expression, for asking whether a text matches. False where it is none, or has what cannot be said in
// POSIX (classes of Unicode, flags within, negated classes in brackets). The caller regfrees `*ret`.
bool go_regex_compile(arena *a, str pattern, regex_t *ret);
