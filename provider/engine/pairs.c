#include "engine/pairs.h"

#include <string.h>

#include "engine/mapping.h"
#include "engine/reconcile.h"

// ---- reading ----

typedef struct pair_reader {
    engine_op *op;
    expr_scope scope;  // $name: as read so far
    const value *list; // AWS's pairs
} pair_reader;

static const char *key_of(const expr_scope *scope, const spec_attr *attr) {
    if (!expr_holds(scope, attr->applies, NULL)) {
        return NULL;
    }
    return value_scalar_text(scope->arena, expr_eval(scope, attr->key));
}

// The value of the attribute's key; NULL when AWS does not list it.
static const value *listed_value(const pair_reader *r, const spec_attr *attr) {
    const spec_pairs *pairs = r->op->spec->pairs;
    const char *key = key_of(&r->scope, attr);
    for (size_t i = 0; key != NULL && i < value_count(r->list); i++) {
        const value *pair = value_item(r->list, i);
        if (strcmp(value_text(value_get(pair, pairs->key)), key) == 0) {
            const value *v = value_get(pair, pairs->value);
            return v == NULL ? value_null() : v;
        }
    }
    return NULL;
}

static const value *nothing_of(const pair_reader *r, const spec_attr *attr) {
    for (size_t i = 0; attr->empty == NULL && i < attr->default_when_count; i++) {
        if (expr_holds(&r->scope, &attr->default_when[i].when, NULL)) {
            return attr->default_when[i].value;
        }
    }
    return unanswered(attr);
}

static const value *scalar(const pair_reader *r, const spec_attr *attr, const value *text) {
    const value *converted = NULL;
    const path *at = NULL;
    const char *message = NULL;
    bool given = !value_is_empty(text);
    return given && type_convert(r->op->arena, attr->type, text, &converted, &at, &message) ? converted
                                                                                            : nothing_of(r, attr);
}

// Blocks nest as deep as the spec, not as foreign input. NULL when AWS lists none of its keys.
static const value *read_one(const pair_reader *r, const spec_attr *attr, const value *was) {
    if (attr->key != NULL) {
        const value *text = listed_value(r, attr);
        return text == NULL ? NULL : scalar(r, attr, text);
    }
    arena *a = r->op->arena;
    const value *before = value_item(was, 0);
    value *block = value_object_new(a);
    bool listed = false;
    for (size_t i = 0; i < attr->of_count; i++) {
        const spec_attr *inner = &attr->of[i];
        const value *kept = value_get(before, inner->name);
        const value *v = read_one(r, inner, kept);
        listed |= v != NULL;
        bool known = kept != NULL && !value_is_unknown(kept);
        const value *otherwise = known ? kept : inner->nesting == SPEC_PLAIN ? nothing_of(r, inner) : value_list_new(a);
        value_put_static(a, block, inner->name, v == NULL ? otherwise : v);
    }
    if (!listed) {
        return NULL;
    }
    value *blocks = value_list_new(a);
    value_push(a, blocks, block);
    return blocks;
}

// What stays where AWS does not list the key. Right after create a configured argument has nothing: it was not made so.
// Where the state has nothing either (import), the default.
static const value *unlisted(const pair_reader *r, const spec_attr *attr, const value *was) {
    const engine_op *op = r->op;
    const value *none = attr->nesting == SPEC_PLAIN ? value_null() : value_list_new(op->arena);
    if (op->verb == VERB_CREATE) {
        bool configured = !value_is_empty(value_get(op->config, attr->name));
        return configured && expr_holds(&r->scope, attr->applies, NULL) ? none : was;
    }
    return value_is_null(was) && attr->nesting == SPEC_PLAIN ? nothing_of(r, attr) : was;
}

void pairs_read(engine_op *op, value *fresh) {
    // A key may depend on another attribute's value: what the first pass could not tell, the second one can.
    enum { PASSES = 2 };
    const spec_pairs *pairs = op->spec->pairs;
    if (pairs == NULL) {
        return;
    }
    pair_reader r = {.op = op, .scope = op_scope(op)};
    r.scope.subject = fresh;
    const value *root = api_path_root(op->outputs, op_output_of(op, ""), &pairs->list);
    r.list = root == NULL ? value_null() : api_path_first(op->arena, root, &pairs->list);
    for (int pass = 0; pass < PASSES; pass++) {
        for (size_t i = 0; i < op->spec->block.attr_count; i++) {
            const spec_attr *attr = &op->spec->block.attrs[i];
            if (!attr->keyed) {
                continue;
            }
            const value *was = value_get(op->subject, attr->name);
            const value *v = read_one(&r, attr, was);
            v = v == NULL ? unlisted(&r, attr, was) : v;
            value_put_static(op->arena, fresh, attr->name, v == NULL ? value_null() : v);
        }
    }
}

// ---- sending ----

static void add_pairs(engine_op *op, const expr_scope *scope, const spec_attr *attr, const value *now, const value *was,
                      value *out) {
    if (attr->key == NULL) {
        const value *block = value_item(now, 0);
        const value *before = value_item(was, 0);
        for (size_t i = 0; i < attr->of_count; i++) {
            const spec_attr *inner = &attr->of[i];
            add_pairs(op, scope, inner, value_get(block, inner->name), value_get(before, inner->name), out);
        }
        return;
    }
    const char *text = value_scalar_text(op->arena, now);
    if (text == NULL && !value_is_unknown(now) && !value_is_empty(was) && attr->clear != NULL) {
        text = value_scalar_text(op->arena, attr->clear);
    }
    const char *key = text == NULL ? NULL : key_of(scope, attr);
    if (key == NULL) {
        return;
    }
    value *pair = value_object_new(op->arena);
    value_put_static(op->arena, pair, op->spec->pairs->key, value_cstr(op->arena, key));
    value_put_static(op->arena, pair, op->spec->pairs->value, value_cstr(op->arena, text));
    value_push(op->arena, out, pair);
}

const value *pairs_changed(engine_op *op, const spec_step *step) {
    value *out = value_list_new(op->arena);
    expr_scope scope = op_scope(op);
    for (const char *const *name = step_changed(op, step); *name != NULL; name++) {
        const spec_attr *attr = spec_attr_find(op->spec->block.attrs, op->spec->block.attr_count, *name);
        if (attr->keyed) {
            add_pairs(op, &scope, attr, value_get(op->subject, *name), value_get(op->prior, *name), out);
        }
    }
    return out;
}
