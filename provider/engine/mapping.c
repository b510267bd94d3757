#include "engine/mapping.h"

#include <string.h>

#include "engine/convert.h"
#include "engine/expr.h"
#include "engine/meaning.h"
#include "engine/type.h"

// ---- to the API ----

// The only element of a list that a request takes, in a member path.
static bool is_element(const char *name) {
    return strcmp(name, "[0]") == 0;
}

const api_shape *shape_at(const api_shape *shape, const char *const *names) {
    for (; shape != NULL && *names != NULL; names++) {
        if (is_element(*names)) {
            shape = shape->type == API_LIST ? shape->element->shape : NULL;
            continue;
        }
        const api_member *member = api_member_find(shape, *names);
        shape = member == NULL ? NULL : member->shape;
    }
    return shape;
}

void document_put(arena *a, value *document, const char *const *names, const value *v) {
    for (; names[1] != NULL; names++) {
        if (is_element(names[1]) && names[2] == NULL) {
            value *only = value_list_new(a);
            value_push(a, only, v);
            v = only;
            break;
        }
        // What is inside was made by an earlier document_put in this arena, or is copied before it is written to.
        const value *inner = value_get(document, names[0]);
        bool element = is_element(names[1]);
        const value *first = element ? value_item(inner, 0) : inner;
        value *copy = value_copy(a, first == NULL ? value_null() : first, VALUE_OBJECT);
        if (element) {
            value *list = value_list_new(a);
            value_push(a, list, copy);
            value_put_static(a, document, names[0], list);
            names++;
        } else {
            value_put_static(a, document, names[0], copy);
        }
        document = copy;
    }
    value_put_static(a, document, names[0], v);
}

bool attr_yields(const spec_attr *attr, const value *object) {
    const value *other = attr->unless == NULL ? NULL : value_get(object, attr->unless);
    return other != NULL && !value_is_unknown(other) && !value_is_empty(other);
}

// Does AWS know the argument in such a block?
static bool applies_in(arena *a, const spec_attr *attr, const value *object) {
    expr_scope scope = {.arena = a, .item = object};
    return expr_holds(&scope, attr->applies, NULL);
}

value *object_to_api(arena *a, const spec_attr *attrs, size_t count, const value *object, const api_shape *shape) {
    value *document = value_object_new(a);
    for (size_t i = 0; i < count; i++) {
        if (attrs[i].in == NULL) {
            continue;
        }
        bool sent = !attr_yields(&attrs[i], object) && applies_in(a, &attrs[i], object);
        const api_shape *target = sent ? shape_at(shape, attrs[i].in) : NULL;
        const value *v = target == NULL ? NULL : to_api(a, &attrs[i], value_get(object, attrs[i].name), target);
        if (v == NULL && target != NULL) {
            v = attrs[i].clear; // a block is sent as a whole, so what it does not have is cleared
        }
        if (v != NULL) {
            document_put(a, document, attrs[i].in, v);
        }
    }
    return document;
}

static const value *element_to_api(arena *a, const spec_attr *attr, const value *item, const api_shape *shape) {
    if (attr->element_member != NULL) {
        value *structure = value_object_new(a);
        value_put_static(a, structure, attr->element_member, item);
        return structure;
    }
    if (attr->of_count == 0 || shape->type != API_STRUCTURE) {
        return item;
    }
    return object_to_api(a, attr->of, attr->of_count, item, shape);
}

// The attribute of an element that is its place in the list, from 1; NULL when there is none.
static const spec_attr *ordinal_of(const spec_attr *attr) {
    for (size_t i = 0; i < attr->of_count; i++) {
        if (attr->of[i].ordinal) {
            return &attr->of[i];
        }
    }
    return NULL;
}

static const value *numbered(arena *a, const spec_attr *attr, const value *item, size_t place) {
    const spec_attr *ordinal = ordinal_of(attr);
    const value *given = ordinal == NULL ? NULL : value_get(item, ordinal->name);
    if (ordinal == NULL || !(value_is_null(given) || value_is_unknown(given))) {
        return item;
    }
    value *copy = value_copy(a, item, VALUE_OBJECT);
    value_put_static(a, copy, ordinal->name, value_int(a, (int64_t)place + 1));
    return copy;
}

static const value *list_to_api(arena *a, const spec_attr *attr, const value *v, const api_shape *shape) {
    if (shape->type != API_LIST) {
        const value *first = value_item(v, 0);
        return first == NULL ? NULL : element_to_api(a, attr, first, shape);
    }
    value *list = value_list_new(a);
    for (size_t i = 0; i < value_count(v); i++) {
        const value *item = value_item(v, i);
        if (!value_is_null(item) && !value_is_unknown(item)) {
            value_push(a, list, element_to_api(a, attr, numbered(a, attr, item, i), shape->element->shape));
        }
    }
    return value_count(list) == 0 ? NULL : list;
}

const value *to_api(arena *a, const spec_attr *attr, const value *v, const api_shape *shape) {
    if (value_is_null(v) || value_is_unknown(v)) {
        return NULL;
    }
    const value *converted = convert_to_api(a, attr, v, shape);
    if (converted != v) {
        return converted;
    }
    switch (v->kind) {
    case VALUE_LIST:
    case VALUE_SET:
        return list_to_api(a, attr, v, shape);
    case VALUE_OBJECT:
    case VALUE_MAP: {
        if (value_count(v) == 0) {
            return NULL;
        }
        const value *item = attr->of_count > 0
                                ? element_to_api(a, attr, v, shape->type == API_LIST ? shape->element->shape : shape)
                                : v;
        if (shape->type != API_LIST) {
            return item;
        }
        value *list = value_list_new(a);
        value_push(a, list, item);
        return list;
    }
    case VALUE_STRING:
        if (v->string.len == 0) {
            return NULL;
        }
        break;
    default:
        break;
    }
    if (shape->type == API_LIST) {
        value *list = value_list_new(a);
        value_push(a, list, v);
        return list;
    }
    return v;
}

// ---- from the API ----

static const value *object_from_api(arena *a, const spec_attr *attr, const value *document, const op_output *outputs) {
    value *object = value_object_new(a);
    for (size_t i = 0; i < attr->of_count; i++) {
        value_put_static(a, object, attr->of[i].name, from_api(a, &attr->of[i], document, outputs));
    }
    return object;
}

// Is there a block in what AWS says? An empty structure where one is expected is "not set", unless it names members
// that are empty, and the spec says that this counts.
static bool says_block(const spec_attr *attr, const value *document) {
    return !value_is_empty(document) || (attr->empty_block && value_count(document) > 0);
}

// Structures and lists of them, one after another.
static const value *objects_from_api(arena *a, const spec_attr *attr, const value *matches, const op_output *outputs) {
    bool set = attr->nesting == SPEC_BLOCK_SET || attr->nesting == SPEC_OBJECT_SET;
    value *list = set ? value_set_new(a) : value_list_new(a);
    for (size_t m = 0; m < value_count(matches); m++) {
        const value *match = value_item(matches, m);
        bool many = match->kind == VALUE_LIST || match->kind == VALUE_SET;
        for (size_t i = 0; i < (many ? value_count(match) : 1); i++) {
            const value *document = many ? value_item(match, i) : match;
            if (document->kind == VALUE_OBJECT && (many || says_block(attr, document))) {
                value_push(a, list, numbered(a, attr, object_from_api(a, attr, document, outputs), i));
            }
        }
    }
    return list;
}

static const value *collection_from_api(arena *a, const value *matches) {
    value *list = value_list_new(a);
    for (size_t m = 0; m < value_count(matches); m++) {
        const value *match = value_item(matches, m);
        if (match->kind != VALUE_LIST && match->kind != VALUE_SET) {
            value_push(a, list, match);
            continue;
        }
        for (size_t i = 0; i < value_count(match); i++) {
            value_push(a, list, value_item(match, i));
        }
    }
    return list;
}

const value *unanswered(const spec_attr *attr) {
    if (attr->empty != NULL) {
        return attr->empty;
    }
    return attr->default_value != NULL ? attr->default_value : value_null();
}

// An answer of another type than the model says is taken for no answer: it never crashes, and a plan shows the
// difference.
static const value *typed(arena *a, const spec_attr *attr, const value *v) {
    const value *converted = NULL;
    const path *at = NULL;
    const char *message = NULL;
    return type_convert(a, attr->type, v, &converted, &at, &message) ? converted : unanswered(attr);
}

const value *from_api(arena *a, const spec_attr *attr, const value *object, const op_output *outputs) {
    if (attr->out == NULL) {
        bool is_blocks = attr->nesting == SPEC_BLOCK_LIST || attr->nesting == SPEC_BLOCK_SET;
        return is_blocks ? meaning_none(a, attr) : unanswered(attr);
    }
    const value *matches = api_path_all(a, api_path_root(outputs, object, attr->out), attr->out);
    switch (attr->nesting) {
    case SPEC_BLOCK_LIST:
    case SPEC_BLOCK_SET:
        return typed(a, attr, objects_from_api(a, attr, matches, outputs));
    case SPEC_OBJECT_LIST:
    case SPEC_OBJECT_SET: {
        const value *objects = objects_from_api(a, attr, matches, outputs);
        return value_count(objects) == 0 ? unanswered(attr) : typed(a, attr, objects);
    }
    case SPEC_BLOCK_SINGLE: {
        const value *first = value_item(matches, 0);
        return value_is_empty(first) ? value_null() : typed(a, attr, object_from_api(a, attr, first, outputs));
    }
    case SPEC_PLAIN:
        break;
    }
    const value *v = value_item(matches, 0);
    if (attr->type->kind == TYPE_LIST || attr->type->kind == TYPE_SET) {
        v = collection_from_api(a, matches);
    }
    v = convert_from_api(a, attr, v);
    if (value_is_null(v) ||
        (v->kind != VALUE_STRING && v->kind != VALUE_NUMBER && v->kind != VALUE_BOOL && value_count(v) == 0)) {
        return unanswered(attr);
    }
    if (v->kind == VALUE_STRING && v->string.len == 0) {
        return unanswered(attr);
    }
    return typed(a, attr, v);
}
