#include "engine/secrets.h"

#include "base/buf.h"

enum { SHORTEST = 4, MAX_TEXT = 16 << 20 };

static const char *without(arena *a, const char *text, str secret) {
    str rest = str_of(text);
    size_t at;
    const char *needle = arena_strndup(a, secret.ptr, secret.len);
    if (secret.len < SHORTEST || !str_find(rest, needle, &at)) {
        return text;
    }
    buf out = buf_make(MAX_TEXT);
    while (str_find(rest, needle, &at)) {
        buf_put_str(&out, str_upto(rest, at));
        buf_puts(&out, "(sensitive value)");
        rest = str_from(rest, at + secret.len);
    }
    buf_put_str(&out, rest);
    const char *result = buf_str(&out, a).ptr;
    buf_free(&out);
    return result;
}

// Every text in a sensitive value; values are as deep as the attributes' types.
static const char *without_texts(arena *a, const char *text, const value *v) {
    if (value_is_known_string(v)) {
        return without(a, text, value_str(v));
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
