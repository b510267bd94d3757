#include "engine/convert.h"

#include <string.h>

#include "aws/timestamp.h"
#include "base/json.h"
#include "engine/hook.h"

// ---- foreign documents ----

// The entry that spells the member's name exactly, else one that differs in case only.
static const value *entry_of(const value *document, const char *member) {
    const value *found = value_get(document, member);
    for (size_t i = 0; found == NULL && i < document->map.count; i++) {
        if (str_eq_nocase(document->map.entries[i].key, str_of(member))) {
            found = document->map.entries[i].value;
        }
    }
    return found;
}

static const value *fit_scalar(arena *a, const api_shape *shape, const value *v) {
    bool text = v->kind == VALUE_STRING;
    switch (shape->type) {
    case API_STRING:
    case API_TIMESTAMP:
    case API_BLOB:
        return v->kind == VALUE_NUMBER || v->kind == VALUE_BOOL ? value_cstr(a, value_scalar_text(a, v)) : v;
    case API_INTEGER:
    case API_DOUBLE: {
        const value *number = v;
        return text && value_number_parse(a, str_trim(v->string), &number) ? number : v;
    }
    case API_BOOLEAN:
        if (text && str_eq_nocase(v->string, STR("true"))) {
            return value_bool(true);
        }
        return text && str_eq_nocase(v->string, STR("false")) ? value_bool(false) : v;
    default:
        return v;
    }
}

// As deep as the document, which its parser bounds.
const value *document_fit(arena *a, const api_shape *shape, const value *v) {
    bool list = v->kind == VALUE_LIST || v->kind == VALUE_SET;
    bool object = v->kind == VALUE_OBJECT || v->kind == VALUE_MAP;
    if (shape->type == API_LIST && list) {
        value *out = value_list_new(a);
        for (size_t i = 0; i < value_count(v); i++) {
            if (!value_is_null(value_item(v, i))) {
                value_push(a, out, document_fit(a, shape->element->shape, value_item(v, i)));
            }
        }
        return out;
    }
    if (shape->type == API_STRUCTURE && object) {
        value *out = value_object_new(a);
        for (size_t i = 0; i < shape->member_count; i++) {
            const value *item = entry_of(v, shape->members[i].name);
            if (!value_is_null(item)) {
                value_put_static(a, out, shape->members[i].name, document_fit(a, shape->members[i].shape, item));
            }
        }
        return out;
    }
    if (shape->type == API_MAP && object) {
        value *out = value_object_new(a);
        for (size_t i = 0; i < v->map.count; i++) {
            if (!value_is_null(v->map.entries[i].value)) {
                value_put(a, out, v->map.entries[i].key,
                          document_fit(a, shape->element->shape, v->map.entries[i].value));
            }
        }
        return out;
    }
    return fit_scalar(a, shape, v);
}

// ---- lists of names and values ----

static const char *member_like(const api_shape *element, const char *name) {
    for (size_t i = 0; i < element->member_count; i++) {
        if (str_eq_nocase(str_of(element->members[i].name), str_of(name))) {
            return element->members[i].name;
        }
    }
    return NULL;
}

static const value *pairs_of_map(arena *a, const value *map, const api_shape *element) {
    const char *key = member_like(element, "name");
    key = key == NULL ? member_like(element, "key") : key;
    const char *content = member_like(element, "value");
    if (key == NULL || content == NULL) {
        return map;
    }
    value *list = value_list_new(a);
    for (size_t i = 0; i < map->map.count; i++) {
        value *pair = value_object_new(a);
        value_put_static(a, pair, key, value_string(a, map->map.entries[i].key));
        value_put_static(a, pair, content, map->map.entries[i].value);
        value_push(a, list, pair);
    }
    return list;
}

static const value *map_of_pairs(arena *a, const value *list) {
    value *map = value_map_new(a);
    for (size_t i = 0; i < value_count(list); i++) {
        const value *pair = value_item(list, i);
        const value *key = NULL;
        const value *content = value_null();
        for (size_t m = 0; pair->kind == VALUE_OBJECT && m < pair->map.count; m++) {
            str name = pair->map.entries[m].key;
            if (str_eq_nocase(name, STR("name")) || str_eq_nocase(name, STR("key"))) {
                key = pair->map.entries[m].value;
            } else if (str_eq_nocase(name, STR("value"))) {
                content = pair->map.entries[m].value;
            }
        }
        if (value_is_known_string(key)) {
            value_put(a, map, value_str(key), content);
        }
    }
    return map;
}

// ---- both ways ----

// The word as the enum spells it, which may be configured in any case.
static const value *as_listed(arena *a, const spec_attr *attr, const value *v) {
    for (const char *const *word = attr->enum_values; word != NULL && *word != NULL; word++) {
        if (str_eq_nocase(str_of(*word), v->string)) {
            return value_cstr(a, *word);
        }
    }
    return v;
}

const value *convert_to_api(arena *a, const spec_attr *attr, const value *v, const api_shape *shape) {
    if (attr->omit != NULL && value_equal(attr->omit, v)) {
        return NULL;
    }
    if (spec_attr_is_policy(attr) && v->kind == VALUE_STRING) {
        // IAM takes a document only when it begins with the brace.
        return value_string(a, str_trim(v->string));
    }
    if (attr->enum_nocase && v->kind == VALUE_STRING) {
        return as_listed(a, attr, v);
    }
    if (attr->as_json) {
        const value *document = NULL;
        const char *message = NULL;
        return json_parse(a, value_str(v), &document, &message) ? document_fit(a, shape, document) : v;
    }
    if (attr->words != NULL && v->kind == VALUE_BOOL) {
        return value_cstr(a, attr->words[v->boolean ? 0 : 1]);
    }
    if (v->kind == VALUE_MAP && attr->of_count == 0 && shape->type == API_LIST &&
        shape->element->shape->type == API_STRUCTURE) {
        return pairs_of_map(a, v, shape->element->shape);
    }
    return v;
}

const value *convert_from_api(arena *a, const spec_attr *attr, const value *v) {
    if (v == NULL || value_is_null(v)) {
        return v;
    }
    if (attr->as_json) {
        return value_string(a, json_text(a, v));
    }
    if (attr->words != NULL && v->kind == VALUE_STRING) {
        return value_bool(str_eq_nocase(v->string, str_of(attr->words[0])));
    }
    enum { MS_PER_SECOND = 1000 };
    int64_t ms;
    if (attr->type->kind == TYPE_NUMBER && v->kind == VALUE_STRING && timestamp_parse(v->string, &ms)) {
        return value_int(a, ms / MS_PER_SECOND);
    }
    if (attr->moment && v->kind == VALUE_STRING && timestamp_parse(v->string, &ms)) {
        return value_cstr(a, timestamp_rfc3339(a, ms / MS_PER_SECOND * MS_PER_SECOND));
    }
    return attr->type->kind == TYPE_MAP && v->kind == VALUE_LIST ? map_of_pairs(a, v) : v;
}
