#include "engine/expr.h"

#include <string.h>

#include "base/buf.h"
#include "engine/engine_internal.h"

// A name in a list or set goes on in its first element: a block of at most one is written like a structure.
static const value *descend(const value *from, const char *name) {
    while (from != NULL && (from->kind == VALUE_LIST || from->kind == VALUE_SET)) {
        from = value_item(from, 0);
    }
    if (value_is_unknown(from)) {
        return from;
    }
    return value_get(from, name);
}

static const value *aws_fact(const expr_scope *s, const char *name) {
    if (strcmp(name, "default_tags") == 0) {
        return s->engine == NULL ? value_null() : engine_default_tags(s->engine);
    }
    if (strcmp(name, "region") == 0 && s->region != NULL) {
        return s->region;
    }
    return s->engine == NULL ? value_null() : value_cstr(s->arena, engine_aws_fact(s->engine, name));
}

static const value *lookup_root(const expr_scope *s, const char *const *names, size_t *ret_used) {
    const char *first = names[0];
    *ret_used = 1;
    if (strcmp(first, "aws") == 0 && names[1] != NULL) {
        *ret_used = 2;
        return aws_fact(s, names[1]);
    }
    if (strcmp(first, "prior") == 0 && names[1] != NULL) {
        return s->prior;
    }
    if (strcmp(first, "config") == 0 && names[1] != NULL) {
        return s->config;
    }
    if (strcmp(first, "remembered") == 0) {
        return s->remembered;
    }
    if (strcmp(first, "item") == 0) {
        return s->item;
    }
    if (strcmp(first, "outer") == 0) {
        return s->outer;
    }
    if (strcmp(first, "import") == 0) {
        return value_cstr(s->arena, s->import_id);
    }
    if (strcmp(first, "keys") == 0) {
        return s->tag_keys;
    }
    if (strcmp(first, "tags") == 0 && s->tags != NULL) {
        return s->tags;
    }
    return descend(s->subject, first);
}

static const value *eval_ref(const expr_scope *s, const expr *e) {
    size_t i = 0;
    const value *v = lookup_root(s, e->names, &i);
    for (; v != NULL && e->names[i] != NULL; i++) {
        v = descend(v, e->names[i]);
    }
    if (v == NULL || (s->unknown_is_null && value_is_unknown(v))) {
        return value_null();
    }
    return v;
}

static const value *eval_path(const expr_scope *s, const expr *e) {
    api_path from = e->path;
    from.source = from.source == NULL ? "" : from.source; // the object of the first read
    const value *root = api_path_root(s->outputs, NULL, &from);
    const value *all = api_path_all(s->arena, root, &e->path);
    bool many = false;
    for (size_t i = 0; i < e->path.count; i++) {
        many |= e->path.steps[i].op == API_PATH_ALL || e->path.steps[i].op == API_PATH_WHERE_NOT;
    }
    if (many) {
        return all;
    }
    const value *first = value_item(all, 0);
    return first == NULL ? value_null() : first;
}

static const value *eval_template(const expr_scope *s, const expr *e) {
    buf text = buf_make((size_t)16 << 20);
    const value *result = NULL;
    for (size_t i = 0; i < e->count && result == NULL; i++) {
        const value *part = expr_eval(s, &e->items[i]);
        const char *scalar = value_scalar_text(s->arena, part);
        if (value_is_unknown(part)) {
            result = value_unknown();
        } else if (scalar == NULL) {
            result = value_null();
        } else {
            buf_puts(&text, scalar);
        }
    }
    if (result == NULL) {
        result = value_string(s->arena, buf_str(&text, s->arena));
    }
    buf_free(&text);
    return result;
}

static const value *eval_list(const expr_scope *s, const expr *e) {
    value *list = value_list_new(s->arena);
    for (size_t i = 0; i < e->count; i++) {
        const value *item = expr_eval(s, &e->items[i]);
        if (!value_is_null(item)) {
            value_push(s->arena, list, item);
        }
    }
    return list;
}

static const value *eval_object(const expr_scope *s, const expr *e) {
    value *object = value_object_new(s->arena);
    for (size_t i = 0; i < e->count; i++) {
        const value *item = expr_eval(s, &e->items[i]);
        if (!value_is_null(item)) {
            value_put_static(s->arena, object, e->keys[i], item);
        }
    }
    return object;
}

static const value *eval_call(const expr_scope *s, const expr *e) {
    if (e->function->lazy) {
        return e->function->apply_lazy(s, e->items, e->count);
    }
    const value **args = ARENA_ARRAY(s->arena, const value *, e->count + 1);
    bool unknown = false;
    for (size_t i = 0; i < e->count; i++) {
        args[i] = expr_eval(s, &e->items[i]);
        unknown |= value_is_unknown(args[i]);
    }
    return unknown ? value_unknown() : e->function->apply(s, args, e->count);
}

// Expressions are compiled from specs, so their depth is the spec's, not foreign input's.
const value *expr_eval(const expr_scope *s, const expr *e) {
    switch (e->kind) {
    case EXPR_LITERAL:
        return e->literal;
    case EXPR_REF:
        return eval_ref(s, e);
    case EXPR_PATH:
        return eval_path(s, e);
    case EXPR_TEMPLATE:
        return eval_template(s, e);
    case EXPR_LIST:
        return eval_list(s, e);
    case EXPR_OBJECT:
        return eval_object(s, e);
    case EXPR_CALL:
        return eval_call(s, e);
    }
    return value_null();
}

bool expr_holds(const expr_scope *s, const expr *e, bool *ret_unknown) {
    if (e == NULL) {
        return true;
    }
    const value *v = expr_eval(s, e);
    if (ret_unknown != NULL) {
        *ret_unknown = value_is_unknown(v);
    }
    return value_bool_or(v, false);
}
