// engine/msgpack: what is read is written, and reads as the same value.
#include "fuzz/fuzz.h"

#include "engine/msgpack.h"
#include "fuzz/terraform_types.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena *a = arena_new();
    const value *v = NULL;
    const char *message = NULL;
    if (msgpack_decode(a, &whole_type, data, size, &v, &message)) {
        const void *once = NULL;
        const void *twice = NULL;
        size_t once_len = 0;
        size_t twice_len = 0;
        const value *again = NULL;
        FUZZ_CHECK(msgpack_encode(a, &whole_type, v, &once, &once_len));
        FUZZ_CHECK(msgpack_decode(a, &whole_type, once, once_len, &again, &message));
        FUZZ_CHECK(value_equal(v, again));
        FUZZ_CHECK(msgpack_encode(a, &whole_type, again, &twice, &twice_len));
        FUZZ_CHECK(once_len == twice_len && memcmp(once, twice, once_len) == 0);
    } else {
        FUZZ_CHECK(v == NULL && message != NULL);
    }
    arena_free(a);
    return 0;
}
