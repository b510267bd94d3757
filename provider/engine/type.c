#include "engine/type.h"

#include "base/buf.h"

const type TYPE_DYNAMIC_CONST = {.kind = TYPE_DYNAMIC};
const type TYPE_BOOL_CONST = {.kind = TYPE_BOOL};
const type TYPE_NUMBER_CONST = {.kind = TYPE_NUMBER};
const type TYPE_STRING_CONST = {.kind = TYPE_STRING};

// Longest JSON form of a type; they are static tables, so this only bounds a mistake in one.
enum { TYPE_JSON_MAX = 4 << 20 };

// ---- JSON form ----

// Attribute names are identifiers, so nothing in the text needs an escape.
static void write_json(buf *out, const type *t) {
    switch (t->kind) {
    case TYPE_DYNAMIC:
        buf_puts(out, "\"dynamic\"");
        return;
    case TYPE_BOOL:
        buf_puts(out, "\"bool\"");
        return;
    case TYPE_NUMBER:
        buf_puts(out, "\"number\"");
        return;
    case TYPE_STRING:
        buf_puts(out, "\"string\"");
        return;
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_MAP:
        buf_puts(out, t->kind == TYPE_LIST ? "[\"list\"," : t->kind == TYPE_SET ? "[\"set\"," : "[\"map\",");
        write_json(out, t->element);
        buf_putc(out, ']');
        return;
    case TYPE_OBJECT:
        buf_puts(out, "[\"object\",{");
        for (size_t i = 0; i < t->field_count; i++) {
            buf_puts(out, i == 0 ? "\"" : ",\"");
            buf_puts(out, t->fields[i].name);
            buf_puts(out, "\":");
            write_json(out, t->fields[i].type);
        }
        buf_puts(out, "}]");
        return;
    }
}

str type_json(arena *a, const type *t) {
    switch (t->kind) { // most attributes are scalars
    case TYPE_BOOL:
        return STR("\"bool\"");
    case TYPE_NUMBER:
        return STR("\"number\"");
    case TYPE_STRING:
        return STR("\"string\"");
    default:
        break;
    }
    buf out = buf_make(TYPE_JSON_MAX);
    write_json(&out, t);
    str json = buf_str(&out, a);
    buf_free(&out);
    return json;
}

// ---- conversion ----

typedef struct conversion {
    arena *arena;
    const path *at; // where it failed
    const char *message;
} conversion;

static const value *fail(conversion *c, const path *at, const char *message) {
    c->at = at;
    c->message = message;
    return NULL;
}

static const value *to_bool(conversion *c, const value *v, const path *at) {
    if (v->kind == VALUE_BOOL) {
        return v;
    }
    if (v->kind == VALUE_STRING && (str_is(v->string, "true") || str_is(v->string, "1"))) {
        return value_bool(true);
    }
    if (v->kind == VALUE_STRING && (str_is(v->string, "false") || str_is(v->string, "0"))) {
        return value_bool(false);
    }
    return fail(c, at, "must be true or false");
}

static const value *to_number(conversion *c, const value *v, const path *at) {
    if (v->kind == VALUE_NUMBER) {
        return v;
    }
    const value *number;
    if (v->kind == VALUE_STRING && value_number_parse(c->arena, v->string, &number)) {
        return number;
    }
    return fail(c, at, "must be a number");
}

static const value *to_string(conversion *c, const value *v, const path *at) {
    if (v->kind == VALUE_STRING) {
        return v;
    }
    const char *text = value_scalar_text(c->arena, v);
    return text == NULL ? fail(c, at, "must be a text") : value_cstr(c->arena, text);
}

static const value *convert(conversion *c, const type *t, const value *v, const path *at);

static const value *to_sequence(conversion *c, const type *t, const value *v, const path *at) {
    bool set = t->kind == TYPE_SET;
    if (v->kind != VALUE_LIST && v->kind != VALUE_SET) {
        return fail(c, at, set ? "must be a set" : "must be a list");
    }
    value *out = set ? value_set_new(c->arena) : value_list_new(c->arena);
    for (size_t i = 0; i < value_count(v); i++) {
        const path *item_at = set ? path_set(c->arena, at) : path_index(c->arena, at, (int64_t)i);
        const value *item = convert(c, t->element, value_item(v, i), item_at);
        if (item == NULL) {
            return NULL;
        }
        value_push(c->arena, out, item);
    }
    return out;
}

static const value *to_map(conversion *c, const type *t, const value *v, const path *at) {
    if (v->kind != VALUE_MAP && v->kind != VALUE_OBJECT) {
        return fail(c, at, "must be a map");
    }
    value *out = value_map_new(c->arena);
    for (size_t i = 0; i < v->map.count; i++) {
        const value_entry *entry = &v->map.entries[i];
        const value *item = convert(c, t->element, entry->value, path_key(c->arena, at, entry->key));
        if (item == NULL) {
            return NULL;
        }
        value_put(c->arena, out, entry->key, item);
    }
    return out;
}

static const value *to_object(conversion *c, const type *t, const value *v, const path *at) {
    if (v->kind != VALUE_MAP && v->kind != VALUE_OBJECT) {
        return fail(c, at, "must be an object");
    }
    value *out = value_object_new(c->arena);
    for (size_t i = 0; i < t->field_count; i++) {
        const type_field *field = &t->fields[i];
        const value *member = value_get(v, field->name);
        if (!value_is_null(member)) {
            member = convert(c, field->type, member, path_attr(c->arena, at, field->name));
        } else {
            member = value_null();
        }
        if (member == NULL) {
            return NULL;
        }
        value_put_static(c->arena, out, field->name, member);
    }
    return out;
}

// NULL when it failed. Depth is that of the type, which is a static table.
static const value *convert(conversion *c, const type *t, const value *v, const path *at) {
    if (value_is_null(v)) {
        return value_null();
    }
    if (value_is_unknown(v)) {
        return value_unknown();
    }
    switch (t->kind) {
    case TYPE_DYNAMIC:
        return v;
    case TYPE_BOOL:
        return to_bool(c, v, at);
    case TYPE_NUMBER:
        return to_number(c, v, at);
    case TYPE_STRING:
        return to_string(c, v, at);
    case TYPE_LIST:
    case TYPE_SET:
        return to_sequence(c, t, v, at);
    case TYPE_MAP:
        return to_map(c, t, v, at);
    case TYPE_OBJECT:
        return to_object(c, t, v, at);
    }
    return fail(c, at, "has a type that this provider does not know");
}

bool type_convert(arena *a, const type *t, const value *v, const value **ret, const path **ret_path,
                  const char **ret_message) {
    conversion c = {.arena = a};
    const value *converted = convert(&c, t, v, NULL);
    if (converted == NULL) {
        *ret_path = c.at;
        *ret_message = c.message;
        return false;
    }
    *ret = converted;
    return true;
}
