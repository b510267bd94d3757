// engine/import, on every resource: a line with the type, then the id. What comes out is of the type and wholly known,
// or there is a diagnostic.
#include "fuzz/fuzz.h"

#include "engine/engine.h"
#include "engine/msgpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena *a = arena_new();
    str rest = {.ptr = (const char *)data, .len = size};
    const spec *s = spec_find(SPEC_RESOURCE, fuzz_line_text(a, &rest));
    if (s != NULL) {
        engine *e = engine_new();
        engine_call call = {.engine = e, .arena = a, .diags = {.arena = a}};
        const value *state = engine_import(&call, s, arena_strndup(a, rest.ptr, rest.len));
        const void *bytes = NULL;
        size_t len = 0;
        FUZZ_CHECK(state != NULL && !value_has_unknown(state));
        FUZZ_CHECK(value_is_null(state) == diags_failed(&call.diags));
        FUZZ_CHECK(msgpack_encode(a, s->block.type, state, &bytes, &len));
        engine_free(e);
    }
    arena_free(a);
    return 0;
}
