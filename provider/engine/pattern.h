// The regular expressions of specs, compiled once and kept for the life of the process: there are as many as the specs
// have, and compiling one takes longer than a hundred matches.
#pragma once

#include <regex.h>

// POSIX extended, with `flags` of regcomp beside. NULL where it is none. Any thread may match against what is returned.
const regex_t *pattern_compiled(const char *pattern, int flags);
