// ReadDataSource.
#include "engine/op.h"

#include "engine/meaning.h"
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

// ---- what is not told ----

// Arguments that are not configured have their defaults, for the read too.
static const value *with_defaults(arena *a, const spec *s, const value *config) {
    value *filled = value_copy(a, config, VALUE_OBJECT);
    for (size_t i = 0; i < s->block.attr_count; i++) {
        const spec_attr *attr = &s->block.attrs[i];
        if (attr->default_value != NULL && value_is_null(value_get(config, attr->name))) {
            value_put_static(a, filled, attr->name, attr->default_value);
        }
    }
    return filled;
}

// Nulls become what the spec says of nothing, at any depth: people's HCL compares with "" and asks for lengths, as
// hashicorp/aws lets it. As deep as the spec.
static const value *without_gaps(arena *a, const spec_attr *attr, const value *v) {
    if (value_is_null(v)) {
        return attr->empty != NULL ? attr->empty : meaning_none(a, attr);
    }
    if (attr->of_count == 0) {
        return v;
    }
    if (v->kind == VALUE_OBJECT) {
        value *object = value_object_new(a);
        for (size_t i = 0; i < attr->of_count; i++) {
            const spec_attr *inner = &attr->of[i];
            value_put_static(a, object, inner->name, without_gaps(a, inner, value_get(v, inner->name)));
        }
        return object;
    }
    value *items = v->kind == VALUE_SET ? value_set_new(a) : value_list_new(a);
    for (size_t i = 0; i < value_count(v); i++) {
        value_push(a, items, without_gaps(a, attr, value_item(v, i)));
    }
    return items;
}

// A block of the data source itself that is not configured is null there, not empty.
static const value *told(arena *a, const spec *s, const value *fresh) {
    value *object = value_object_new(a);
    for (size_t i = 0; i < s->block.attr_count; i++) {
        const spec_attr *attr = &s->block.attrs[i];
        const value *v = value_get(fresh, attr->name);
        bool block = attr->nesting == SPEC_BLOCK_LIST || attr->nesting == SPEC_BLOCK_SET;
        bool none = (block && value_count(v) == 0) || (attr->nesting == SPEC_BLOCK_SINGLE && value_is_null(v));
        value_put_static(a, object, attr->name, none ? value_null() : without_gaps(a, attr, v));
    }
    return object;
}

const value *engine_read_data(engine_call *c, const spec *s, const value *config, const value *provider_meta) {
    engine_op op;
    const value *asked = with_defaults(c->arena, s, config);
    if (!region_check(c, s, config) || !op_init(&op, c, s, VERB_DATA, asked, NULL, config, provider_meta)) {
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
    return told(c->arena, s, settle(c->arena, s->block.attrs, s->block.attr_count, fresh, NULL));
}
