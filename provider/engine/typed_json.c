#include "base/json.h"
#include "engine/msgpack.h"

// The first attribute that the type lacks; NULL when there is none. Depth is that of the type, a static table.
static const char *find_extra(arena *a, const type *t, const value *v) {
    if (v->kind != VALUE_OBJECT && v->kind != VALUE_LIST) {
        return NULL;
    }
    if (t->kind == TYPE_OBJECT && v->kind == VALUE_OBJECT) {
        size_t f = 0; // both sides are in byte order
        for (size_t i = 0; i < v->map.count; i++) {
            str key = v->map.entries[i].key;
            while (f < t->field_count && str_cmp(str_of(t->fields[f].name), key) < 0) {
                f++;
            }
            if (f == t->field_count || !str_is(key, t->fields[f].name)) {
                return arena_strndup(a, key.ptr, key.len);
            }
            const char *extra = find_extra(a, t->fields[f].type, v->map.entries[i].value);
            if (extra != NULL) {
                return extra;
            }
        }
        return NULL;
    }
    if (t->element == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < value_count(v); i++) {
        const value *item = v->kind == VALUE_OBJECT ? v->map.entries[i].value : v->list.items[i];
        const char *extra = find_extra(a, t->element, item);
        if (extra != NULL) {
            return extra;
        }
    }
    return NULL;
}

bool typed_json_decode(arena *a, const type *t, str text, const value **ret, const char **ret_message) {
    const value *document;
    if (!json_parse(a, text, &document, ret_message)) {
        return false;
    }
    const char *extra = find_extra(a, t, document);
    if (extra != NULL) {
        *ret_message = arena_printf(a, "there is an attribute that the schema lacks: %s", extra);
        return false;
    }
    const path *at;
    const char *message;
    if (!type_convert(a, t, document, ret, &at, &message)) {
        *ret_message = at == NULL ? message : arena_printf(a, "%s: %s", path_text(a, at), message);
        return false;
    }
    return true;
}
