// A collection that AWS takes element by element: what is gone is removed, what is new is added, what changed is
// changed.
#include "engine/step_internal.h"

#include "engine/mapping.h"
#include "engine/meaning.h"
#include "engine/reconcile.h"

static bool same_key(const spec_sync *sync, const value *x, const value *y) {
    if (sync->key == NULL) {
        return value_equal(x, y);
    }
    for (const char *const *k = sync->key; *k != NULL; k++) {
        const value *kx = value_get(x, *k);
        const value *ky = value_get(y, *k);
        if (!value_equal(kx, ky) && !(value_is_empty(kx) && value_is_empty(ky))) {
            return false;
        }
    }
    return true;
}

static const value *find_by_key(const spec_sync *sync, const value *collection, const value *item) {
    for (size_t i = 0; i < value_count(collection); i++) {
        if (same_key(sync, value_item(collection, i), item)) {
            return value_item(collection, i);
        }
    }
    return NULL;
}

// What is computed and not configured is as AWS made it.
static bool same_element(engine_op *op, const spec_attr *attr, const value *now, const value *was) {
    if (attr->of_count == 0) {
        return value_equal(now, was) || meaning_by_same(op->arena, attr, now, was);
    }
    for (size_t i = 0; i < attr->of_count; i++) {
        const value *wanted = value_get(now, attr->of[i].name);
        bool open = attr->of[i].computed && (value_is_null(wanted) || value_is_unknown(wanted));
        if (!open && !attr_same(op->arena, &attr->of[i], wanted, value_get(was, attr->of[i].name))) {
            return false;
        }
    }
    return true;
}

static op_result sync_call(engine_op *op, const spec_attr *attr, const spec_step *step, const value *item) {
    expr_scope scope = op_scope(op);
    scope.item = item;
    if (!expr_holds(&scope, step->when, NULL)) {
        return OP_DONE;
    }
    const value *outer = op->item;
    op->item = item;
    value *input = object_to_api(op->arena, attr->of, attr->of_count, item, step->op->input);
    step_put_with(op, step, input);
    const value *output = NULL;
    op_result result = step_call(op, step, input, &output);
    if (result == OP_DONE && step->name != NULL) {
        op_add_output(op, step->name, step_taken(op, step, output));
    }
    if (result == OP_DONE && step->wait != NULL && !wait_run(op, step->wait)) {
        result = OP_FAILED;
    }
    op->item = outer;
    return result;
}

static op_result sync_remove(engine_op *op, const spec_sync *sync, bool *ret_ran) {
    const spec_attr *attr = op_spec_attr(op, sync->attribute);
    const value *now = op_attr(op, sync->attribute);
    const value *was = op_prior(op, sync->attribute);
    op_result result = OP_DONE;
    for (size_t i = 0; i < value_count(was) && result == OP_DONE; i++) {
        const value *item = value_item(was, i);
        const value *kept = find_by_key(sync, now, item);
        bool replaced = kept != NULL && sync->change == NULL && !same_element(op, attr, kept, item);
        if (sync->remove != NULL && (kept == NULL || replaced)) {
            *ret_ran = true;
            result = sync_call(op, attr, sync->remove, item);
        }
    }
    return result;
}

static op_result sync_add(engine_op *op, const spec_sync *sync, bool *ret_ran) {
    const spec_attr *attr = op_spec_attr(op, sync->attribute);
    const value *now = op_attr(op, sync->attribute);
    const value *was = op_prior(op, sync->attribute);
    op_result result = OP_DONE;
    for (size_t i = 0; i < value_count(now) && result == OP_DONE; i++) {
        const value *item = value_item(now, i);
        const value *before = find_by_key(sync, was, item);
        if (before != NULL && same_element(op, attr, item, before)) {
            continue;
        }
        *ret_ran = true;
        result = sync_call(op, attr, before == NULL || sync->change == NULL ? sync->add : sync->change, item);
    }
    return result;
}

op_result step_sync(engine_op *op, const spec_sync *sync, bool *ret_ran) {
    op_result result = sync->add_first ? sync_add(op, sync, ret_ran) : sync_remove(op, sync, ret_ran);
    if (result != OP_DONE) {
        return result;
    }
    return sync->add_first ? sync_remove(op, sync, ret_ran) : sync_add(op, sync, ret_ran);
}
