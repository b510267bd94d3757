#include "fuzz/fuzz.h"

#include <string.h>

void fuzz_fail(const char *file, int line, const char *what) {
    (void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}

str fuzz_line(str *rest) {
    const char *end = rest->len == 0 ? NULL : memchr(rest->ptr, '\n', rest->len);
    str line = end == NULL ? *rest : str_upto(*rest, (size_t)(end - rest->ptr));
    *rest = str_from(*rest, line.len + (end != NULL));
    return line;
}

const char *fuzz_line_text(arena *a, str *rest) {
    str line = fuzz_line(rest);
    return arena_strndup(a, line.ptr, line.len);
}
