// base/json: what is read is written as canonical JSON, which reads as the same value.
#include "fuzz/fuzz.h"

#include "base/json.h"

static void check_round_trip(arena *a, const value *v, bool escape_html) {
    buf out = buf_make(SIZE_MAX);
    FUZZ_CHECK(json_write(&out, v, escape_html));
    const value *again = NULL;
    const char *message = NULL;
    FUZZ_CHECK(json_parse(a, buf_str(&out, a), &again, &message));
    FUZZ_CHECK(value_equal(v, again));
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena *a = arena_new();
    const value *v = NULL;
    const char *message = NULL;
    if (json_parse(a, (str){.ptr = (const char *)data, .len = size}, &v, &message)) {
        check_round_trip(a, v, false);
        check_round_trip(a, v, true);
        FUZZ_CHECK(value_equal(v, value_deep_copy(a, v)));
    } else {
        FUZZ_CHECK(v == NULL && message != NULL);
    }
    arena_free(a);
    return 0;
}
