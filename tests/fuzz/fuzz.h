// What the fuzz targets share. A target is one file, tests/fuzz/<name>_fuzz.c; its seeds are the files of
// tests/fuzz/corpus/<name>/. Without libFuzzer, tests/fuzz/replay.c runs a target over its seeds, as an ordinary test.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// What must hold whatever the input is; else the process is aborted, which is how libFuzzer learns of it.
#define FUZZ_CHECK(condition) ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_fail(const char *file, int line, const char *what);

// Takes the first line off `*rest`, without its end. Not copied; not NUL-terminated.
str fuzz_line(str *rest);
// The same as a text in the arena, cut at its first NUL.
const char *fuzz_line_text(arena *a, str *rest);
