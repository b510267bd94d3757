// ReadResource.
#include "engine/op.h"

#include "engine/plan_internal.h"
#include "engine/reconcile.h"

// An import names the object; a state that apply wrote also has something that only we compute.
static bool was_imported(const spec *s, const value *state) {
    for (size_t i = 0; i < s->block.attr_count; i++) {
        const spec_attr *attr = &s->block.attrs[i];
        if (attr->computed && !attr->optional && !value_is_null(value_get(state, attr->name))) {
            return false;
        }
    }
    return true;
}

// Blocks that nobody configured were planned as none, because core holds us to their number: reads keep it so.
static const value *without_unplanned_blocks(arena *a, const spec *s, const value *state, const value *fresh) {
    value *kept = value_copy(a, fresh, VALUE_OBJECT);
    for (size_t i = 0; i < s->block.attr_count; i++) {
        const spec_attr *attr = &s->block.attrs[i];
        const value *was = value_get(state, attr->name);
        if (attr->nesting == SPEC_BLOCK_SET && attr->computed && value_count(was) == 0) {
            value_put_static(a, kept, attr->name, was);
        }
    }
    return kept;
}

// A state of hashicorp/aws 5, or an import, does not say it.
static const value *with_region(arena *a, const spec *s, const value *state, const value *fresh) {
    if (!s->regional || !value_is_empty(value_get(state, "region"))) {
        return state;
    }
    value *out = value_copy(a, state, VALUE_OBJECT);
    value_put_static(a, out, "region", value_get(fresh, "region"));
    return out;
}

const value *object_refreshed(engine_op *op, const value *state, const value *fresh) {
    const spec *s = op->spec;
    if (!was_imported(s, state)) {
        fresh = without_unplanned_blocks(op->arena, s, state, fresh);
    }
    state = with_region(op->arena, s, state, fresh);
    return reconcile_object(op->arena, s->block.attrs, s->block.attr_count, state, fresh);
}

str op_remember(const engine_op *op, str private_data) {
    expr_scope scope = op_scope(op);
    return plan_remember(op->spec, &scope, private_data);
}

const value *engine_read(engine_call *c, const spec *s, const value *state, const value *provider_meta,
                         str *private_data) {
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
    if (private_data != NULL) {
        *private_data = op_remember(&op, *private_data);
    }
    return object_refreshed(&op, state, fresh);
}
