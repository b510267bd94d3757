#include "engine/secrets.h"

#include "aws/secret.h"

// Every text in a sensitive value; values are as deep as the attributes' types.
static const char *without_texts(arena *a, const char *text, const value *v) {
    if (value_is_known_string(v)) {
        return secret_hide(a, text, value_str(v));
    }
    if (v != NULL && (v->kind == VALUE_LIST || v->kind == VALUE_SET)) {
        for (size_t i = 0; i < value_count(v); i++) {
            text = without_texts(a, text, value_item(v, i));
        }
    } else if (v != NULL && (v->kind == VALUE_MAP || v->kind == VALUE_OBJECT)) {
        for (size_t i = 0; i < v->map.count; i++) {
            text = without_texts(a, text, v->map.entries[i].value);
        }
    }
    return text;
}

const char *secrets_hide(arena *a, const spec_attr *attrs, size_t count, const value *object, const char *text) {
    if (object == NULL || object->kind != VALUE_OBJECT) {
        return text;
    }
    for (size_t i = 0; i < count; i++) {
        const value *v = value_get(object, attrs[i].name);
        if (v == NULL) {
            continue;
        }
        if (attrs[i].sensitive || attrs[i].write_only) {
            text = without_texts(a, text, v);
        } else if (attrs[i].of_count > 0 && v->kind == VALUE_OBJECT) {
            text = secrets_hide(a, attrs[i].of, attrs[i].of_count, v, text);
        } else if (attrs[i].of_count > 0 && (v->kind == VALUE_LIST || v->kind == VALUE_SET)) {
            for (size_t k = 0; k < value_count(v); k++) {
                text = secrets_hide(a, attrs[i].of, attrs[i].of_count, value_item(v, k), text);
            }
        }
    }
    return text;
}
