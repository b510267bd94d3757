// ReadResource.
#include "engine/op.h"

#include "engine/reconcile.h"

const value *engine_read(engine_call *c, const spec *s, const value *state, const value *provider_meta) {
    engine_op op;
    if (!op_init(&op, c, s, VERB_READ, state, state, NULL, provider_meta)) {
        return state;
    }
    const value *fresh = NULL;
    switch (object_read(&op, &fresh)) {
    case OP_GONE:
        return value_null();
    case OP_FAILED:
        return state;
    case OP_DONE:
        break;
    }
    return reconcile_object(c->arena, s->block.attrs, s->block.attr_count, state, fresh);
}
