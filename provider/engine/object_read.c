#include "engine/op.h"

#include <string.h>

#include "engine/mapping.h"
#include "engine/pairs.h"
#include "engine/reconcile.h"

op_result op_prepare(engine_op *op) {
    op_result result = OP_DONE;
    for (size_t i = 0; !op->prepared && i < op->spec->first_count && result == OP_DONE; i++) {
        result = step_run(op, &op->spec->first[i], NULL);
    }
    op->prepared = result == OP_DONE;
    return result;
}

// A data source that asks AWS nothing, or not in this case: there is no object to be missed.
static bool finds_nothing(engine_op *op) {
    if (op->spec->read_count == 0) {
        return true;
    }
    const spec_step *step = &op->spec->read[0];
    expr_scope scope = op_scope(op);
    return op->spec->kind == SPEC_DATA && (step->hook != NULL || !expr_holds(&scope, step->when, NULL));
}

op_result object_find(engine_op *op) {
    const spec *s = op->spec;
    op_result prepared = op_prepare(op);
    if (prepared != OP_DONE || finds_nothing(op)) {
        return prepared;
    }
    const spec_step *step = &s->read[0];
    spec_step named = *step;
    named.name = "";
    named.wait = NULL;
    op_result result = step_run(op, &named, NULL);
    if (result != OP_DONE) {
        return result;
    }
    if (op->pick != NULL && !op->pick(op)) {
        return OP_FAILED;
    }
    const value *object = op_output_of(op, "");
    bool list = object->kind == VALUE_LIST;
    bool bare = s->kind == SPEC_RESOURCE && !list && value_count(object) == 0 && !step->empty_counts;
    if (value_is_null(object) || bare) {
        return OP_GONE;
    }
    for (size_t i = 0; i < s->gone_count; i++) {
        if (spec_match_holds(op->arena, object, &s->gone[i])) {
            return OP_GONE;
        }
    }
    if (step->name != NULL) {
        op_add_output(op, step->name, object);
    }
    return OP_DONE;
}

// What a read gives replaces what the subject had; what no read gives stays.
static void map_attributes(engine_op *op, value *fresh, const value *object) {
    for (size_t i = 0; i < op->spec->block.attr_count; i++) {
        const spec_attr *attr = &op->spec->block.attrs[i];
        if (attr->out != NULL) {
            value_put_static(op->arena, fresh, attr->name, from_api(op->arena, attr, object, op->outputs));
        }
    }
}

// A `value` may refer to another one, in any order: what the first pass could not tell, the second one can.
static void compute_values(engine_op *op, value *fresh) {
    enum { PASSES = 2 };
    expr_scope scope = op_scope(op);
    scope.subject = fresh;
    for (int pass = 0; pass < PASSES; pass++) {
        for (size_t i = 0; i < op->spec->block.attr_count; i++) {
            const spec_attr *attr = &op->spec->block.attrs[i];
            if (attr->value == NULL) {
                continue;
            }
            const value *v = expr_eval(&scope, attr->value);
            const value *converted = NULL;
            const path *at = NULL;
            const char *message = NULL;
            if (value_is_null(v) || !type_convert(op->arena, attr->type, v, &converted, &at, &message)) {
                converted = attr->empty != NULL ? attr->empty : value_null();
            }
            value_put_static(op->arena, fresh, attr->name, converted);
        }
    }
}

static void set_missing_id(engine_op *op, value *fresh) {
    if (op->spec->id == NULL || value_is_known_string(value_get(fresh, "id"))) {
        return;
    }
    expr_scope scope = op_scope(op);
    scope.subject = fresh;
    value_put_static(op->arena, fresh, "id",
                     value_cstr(op->arena, value_scalar_text(op->arena, expr_eval(&scope, op->spec->id))));
}

op_result object_read(engine_op *op, const value **ret_fresh) {
    op_result result = object_find(op);
    for (size_t i = 1; i < op->spec->read_count && result == OP_DONE; i++) {
        if (op->spec->read[i].hook == NULL) {
            result = step_run(op, &op->spec->read[i], NULL);
        }
    }
    if (result != OP_DONE) {
        return result;
    }
    value *fresh = value_copy(op->arena, op->subject, VALUE_OBJECT);
    map_attributes(op, fresh, op_output_of(op, ""));
    pairs_read(op, fresh);
    tags_read(op, fresh);
    op->fresh = fresh;
    // Hooks that read look at the object as mapped so far, and add to it.
    for (size_t i = 0; i < op->spec->read_count && result == OP_DONE; i++) {
        if (op->spec->read[i].hook != NULL) {
            result = step_run(op, &op->spec->read[i], NULL);
        }
    }
    op->fresh = NULL;
    if (result != OP_DONE) {
        return result;
    }
    if (op->spec->regional && value_is_empty(value_get(fresh, "region"))) {
        value_put_static(op->arena, fresh, "region", value_cstr(op->arena, op_region(op)));
    }
    set_missing_id(op, fresh);
    compute_values(op, fresh);
    set_missing_id(op, fresh);
    *ret_fresh = fresh;
    return OP_DONE;
}

const value *object_merge(engine_op *op, const value *base, const value *object) {
    value *merged = value_copy(op->arena, base, VALUE_OBJECT);
    for (size_t i = 0; i < op->spec->block.attr_count; i++) {
        const spec_attr *attr = &op->spec->block.attrs[i];
        if (attr->out == NULL || attr->out->source != NULL || !attr->computed) {
            continue;
        }
        const value *planned = value_get(base, attr->name);
        if (!value_is_null(planned) && !value_is_unknown(planned)) {
            continue; // what was asked for stays: the steps to come make it so
        }
        const value *v = from_api(op->arena, attr, object, op->outputs);
        if (!value_says_nothing(v)) {
            value_put_static(op->arena, merged, attr->name, v);
        }
    }
    return merged;
}
