// engine/typed_json: what is read is of the type, so msgpack can say it.
#include "fuzz/fuzz.h"

#include "engine/msgpack.h"
#include "fuzz/terraform_types.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena *a = arena_new();
    const value *v = NULL;
    const char *message = NULL;
    if (typed_json_decode(a, &whole_type, (str){.ptr = (const char *)data, .len = size}, &v, &message)) {
        const void *bytes = NULL;
        size_t len = 0;
        const value *again = NULL;
        FUZZ_CHECK(msgpack_encode(a, &whole_type, v, &bytes, &len));
        FUZZ_CHECK(msgpack_decode(a, &whole_type, bytes, len, &again, &message));
        FUZZ_CHECK(value_equal(v, again));
    } else {
        FUZZ_CHECK(v == NULL && message != NULL);
    }
    arena_free(a);
    return 0;
}
