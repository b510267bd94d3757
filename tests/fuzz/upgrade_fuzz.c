// engine/upgrade, on every resource: a line with the type, one with the schema version, then the state's JSON. What
// comes out is of the type and wholly known, or there is a diagnostic.
#include "fuzz/fuzz.h"

#include "engine/engine.h"
#include "engine/msgpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena *a = arena_new();
    str rest = {.ptr = (const char *)data, .len = size};
    const spec *s = spec_find(SPEC_RESOURCE, fuzz_line_text(a, &rest));
    int64_t version = strtoll(fuzz_line_text(a, &rest), NULL, 10);
    if (s != NULL) {
        engine_call call = {.arena = a, .diags = {.arena = a}};
        const value *state = engine_upgrade(&call, s, version, rest);
        const void *bytes = NULL;
        size_t len = 0;
        FUZZ_CHECK(state != NULL && !value_has_unknown(state));
        FUZZ_CHECK(!diags_failed(&call.diags) || value_is_null(state));
        FUZZ_CHECK(msgpack_encode(a, s->block.type, state, &bytes, &len));
    }
    arena_free(a);
    return 0;
}
