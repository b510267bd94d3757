#include "engine/conform.h"

#include "engine/type.h"

typedef struct conform {
    arena *arena;
    const path *at; // where it failed
    const char *message;
} conform;

static const value *fail(conform *c, const path *at, const char *message) {
    c->at = at;
    c->message = message;
    return NULL;
}

static bool is_list(const value *v) {
    return v->kind == VALUE_LIST || v->kind == VALUE_SET;
}

static bool is_object(const value *v) {
    return v->kind == VALUE_OBJECT || v->kind == VALUE_MAP;
}

static bool is_empty_text(const value *v) {
    return v->kind == VALUE_STRING && v->string.len == 0;
}

// A list of at most one where one thing is wanted.
static const value *only(const value *v) {
    return !is_list(v) || value_count(v) > 1 ? v : value_count(v) == 1 ? value_item(v, 0) : value_null();
}

// ---- plain attributes, by their type: depth is that of the type, a static table --------------------------------

static const value *of_type(conform *c, const type *t, const value *v, const path *at);

static const value *to_scalar(conform *c, const type *t, const value *v, const path *at) {
    v = only(v);
    if (value_is_null(v) || (is_empty_text(v) && t->kind != TYPE_STRING)) {
        return value_null();
    }
    if (t->kind == TYPE_BOOL && v->kind == VALUE_NUMBER && v->number.is_integer) {
        return value_bool(v->number.integer != 0);
    }
    const value *converted;
    const path *where;
    const char *message;
    return type_convert(c->arena, t, v, &converted, &where, &message) ? converted : fail(c, at, message);
}

static const value *to_elements(conform *c, const type *t, const value *v, const path *at) {
    bool set = t->kind == TYPE_SET;
    value *out = set ? value_set_new(c->arena) : value_list_new(c->arena);
    if (is_empty_text(v)) {
        return out;
    }
    size_t count = is_list(v) ? value_count(v) : 1;
    for (size_t i = 0; i < count; i++) {
        const path *item_at = set ? path_set(c->arena, at) : path_index(c->arena, at, (int64_t)i);
        const value *item = of_type(c, t->element, is_list(v) ? value_item(v, i) : v, item_at);
        if (item == NULL) {
            return NULL;
        }
        value_push(c->arena, out, item);
    }
    return out;
}

static const value *to_map(conform *c, const type *t, const value *v, const path *at) {
    v = only(v);
    if (value_is_null(v) || is_empty_text(v)) {
        return value_null();
    }
    if (!is_object(v)) {
        return fail(c, at, "must be a map");
    }
    value *out = value_map_new(c->arena);
    for (size_t i = 0; i < v->map.count; i++) {
        const value_entry *entry = &v->map.entries[i];
        const value *item = of_type(c, t->element, entry->value, path_key(c->arena, at, entry->key));
        if (item == NULL) {
            return NULL;
        }
        value_put(c->arena, out, entry->key, item);
    }
    return out;
}

static const value *to_object(conform *c, const type *t, const value *v, const path *at) {
    v = only(v);
    if (value_is_null(v) || is_empty_text(v)) {
        return value_null();
    }
    if (!is_object(v)) {
        return fail(c, at, "must be an object");
    }
    value *out = value_object_new(c->arena);
    for (size_t i = 0; i < t->field_count; i++) {
        const type_field *field = &t->fields[i];
        const value *member = of_type(c, field->type, value_get(v, field->name), path_attr(c->arena, at, field->name));
        if (member == NULL) {
            return NULL;
        }
        value_put_static(c->arena, out, field->name, member);
    }
    return out;
}

static const value *of_type(conform *c, const type *t, const value *v, const path *at) {
    if (value_is_null(v)) {
        return value_null();
    }
    switch (t->kind) {
    case TYPE_DYNAMIC:
        return v;
    case TYPE_LIST:
    case TYPE_SET:
        return to_elements(c, t, v, at);
    case TYPE_MAP:
        return to_map(c, t, v, at);
    case TYPE_OBJECT:
        return to_object(c, t, v, at);
    default:
        return to_scalar(c, t, v, at);
    }
}

// ---- blocks: depth is that of the spec -------------------------------------------------------------------------

static const value *object_of(conform *c, const spec_attr *attrs, size_t count, const value *from, const path *at);

static const value *to_blocks(conform *c, const spec_attr *attr, const value *v, const path *at) {
    bool set = attr->nesting == SPEC_BLOCK_SET || attr->nesting == SPEC_OBJECT_SET;
    bool block = attr->nesting == SPEC_BLOCK_SET || attr->nesting == SPEC_BLOCK_LIST;
    if (value_is_null(v) && !block) {
        return value_null();
    }
    value *out = set ? value_set_new(c->arena) : value_list_new(c->arena);
    if (value_is_null(v) || is_empty_text(v)) {
        return out;
    }
    size_t count = is_list(v) ? value_count(v) : 1;
    for (size_t i = 0; i < count; i++) {
        const path *item_at = set ? path_set(c->arena, at) : path_index(c->arena, at, (int64_t)i);
        const value *item = object_of(c, attr->of, attr->of_count, is_list(v) ? value_item(v, i) : v, item_at);
        if (item == NULL) {
            return NULL;
        }
        value_push(c->arena, out, item);
    }
    return out;
}

static const value *of_attribute(conform *c, const spec_attr *attr, const value *v, const path *at) {
    if (attr->write_only) {
        return value_null(); // no state holds it
    }
    switch (attr->nesting) {
    case SPEC_PLAIN:
        return of_type(c, attr->type, v, at);
    case SPEC_BLOCK_SINGLE:
        v = value_is_null(v) ? value_null() : only(v);
        return value_is_null(v) || is_empty_text(v) ? value_null() : object_of(c, attr->of, attr->of_count, v, at);
    default:
        return to_blocks(c, attr, v, at);
    }
}

static const value *object_of(conform *c, const spec_attr *attrs, size_t count, const value *from, const path *at) {
    if (!value_is_null(from) && !is_object(from)) {
        return fail(c, at, "must be an object");
    }
    value *out = value_object_new(c->arena);
    for (size_t i = 0; i < count; i++) {
        const value *v =
            of_attribute(c, &attrs[i], value_get(from, attrs[i].name), path_attr(c->arena, at, attrs[i].name));
        if (v == NULL) {
            return NULL;
        }
        value_put_static(c->arena, out, attrs[i].name, v);
    }
    return out;
}

bool conform_object(arena *a, const spec_attr *attrs, size_t count, const value *from, const value **ret,
                    const path **ret_path, const char **ret_message) {
    conform c = {.arena = a};
    const value *made = object_of(&c, attrs, count, from, NULL);
    if (made == NULL) {
        *ret_path = c.at;
        *ret_message = c.message;
        return false;
    }
    *ret = made;
    return true;
}
