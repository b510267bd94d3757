// ReadDataSource.
#include "engine/op.h"

#include "engine/reconcile.h"
#include "engine/region.h"

static const value *those_that_count(engine_op *op, const value *list) {
    if (op->spec->where == NULL) {
        return list;
    }
    value *kept = value_list_new(op->arena);
    expr_scope scope = op_scope(op);
    for (size_t i = 0; i < value_count(list); i++) {
        scope.item = value_item(list, i);
        if (expr_holds(&scope, op->spec->where, NULL)) {
            value_push(op->arena, kept, scope.item);
        }
    }
    return kept;
}

// Exactly one element, or the newest with most_recent; anything else is a clear error.
static bool pick_one(engine_op *op) {
    const value *list = op_output_of(op, "");
    if (list->kind != VALUE_LIST) {
        return true;
    }
    list = those_that_count(op, list);
    size_t count = value_count(list);
    if (count == 0) {
        const char *where = op->spec->regional ? arena_printf(op->arena, " in %s", op_region(op)) : "";
        op_fail_text(op, NULL, arena_printf(op->arena, "No matching %s found", op->spec->label),
                     "The arguments of the data source fit no object%s.", where);
        return false;
    }
    bool newest = op->spec->sort_newest != NULL && value_bool_or(op_attr(op, "most_recent"), false);
    if (count > 1 && !newest) {
        op_fail_text(op, NULL, arena_printf(op->arena, "More than one %s found", op->spec->label),
                     "%zu objects fit the arguments of the data source; it must be one. Give narrower arguments%s.",
                     count, op->spec->sort_newest == NULL ? "" : ", or set most_recent to take the newest");
        return false;
    }
    const value *best = value_item(list, 0);
    expr_scope scope = op_scope(op);
    for (size_t i = 1; i < count; i++) {
        scope.item = best;
        const value *best_key = expr_eval(&scope, op->spec->sort_newest);
        scope.item = value_item(list, i);
        if (value_cmp(expr_eval(&scope, op->spec->sort_newest), best_key) > 0) {
            best = value_item(list, i);
        }
    }
    op_add_output(op, "", best);
    return true;
}

const value *engine_read_data(engine_call *c, const spec *s, const value *config, const value *provider_meta) {
    engine_op op;
    if (!region_check(c, s, config) || !op_init(&op, c, s, VERB_DATA, config, NULL, config, provider_meta)) {
        return value_null();
    }
    const value *fresh = NULL;
    op.pick = s->one ? pick_one : NULL;
    op_result result = object_read(&op, &fresh);
    if (result == OP_GONE) {
        op_fail_text(&op, NULL, arena_printf(c->arena, "No matching %s found", s->label),
                     "AWS has no object that fits the arguments of the data source.");
    }
    if (result != OP_DONE) {
        return value_null();
    }
    return settle(c->arena, s->block.attrs, s->block.attr_count, fresh, NULL);
}
