// Checks an input document against the model before anything is serialised, so that the serialisers need not ask again.
#include <stdarg.h>
#include <string.h>

#include "aws/encoding.h"
#include "aws/protocol.h"
#include "aws/timestamp.h"

typedef struct checker {
    arena *a;
    const api_operation *op;
    const char *message; // set once, by the first problem
} checker;

static const value *check_value(checker *x, const api_shape *shape, const value *v, const path *where, int depth);

static const value *refuse(checker *x, const path *where, const char *what) {
    const char *place = where == NULL ? "the input" : path_text(x->a, where);
    x->message = arena_printf(x->a, "%s: %s", place, what);
    return NULL;
}

static const char *kind_text(value_kind kind) {
    switch (kind) {
    case VALUE_NULL:
        return "null";
    case VALUE_UNKNOWN:
        return "an unknown value";
    case VALUE_BOOL:
        return "a bool";
    case VALUE_NUMBER:
        return "a number";
    case VALUE_STRING:
        return "a string";
    case VALUE_LIST:
    case VALUE_SET:
        return "a list";
    case VALUE_MAP:
    case VALUE_OBJECT:
        return "an object";
    }
    return "a value";
}

static const value *refuse_type(checker *x, const path *where, const char *wanted, const value *v) {
    return refuse(x, where, arena_printf(x->a, "%s is wanted, not %s", wanted, kind_text(v->kind)));
}

// Can the structure be empty, and is an empty one nothing in the request, as in the two Query protocols? Then one that
// is required need not be given.
static bool leaves_no_trace(const checker *x, const api_shape *shape) {
    api_protocol protocol = x->op->service->protocol;
    bool needs_none = shape->type == API_STRUCTURE;
    for (size_t i = 0; needs_none && i < shape->member_count; i++) {
        needs_none = !shape->members[i].required;
    }
    return needs_none && (protocol == API_QUERY || protocol == API_EC2_QUERY);
}

static const value *check_structure(checker *x, const api_shape *shape, const value *v, const path *where, int depth) {
    if (v->kind != VALUE_OBJECT && v->kind != VALUE_MAP) {
        return refuse_type(x, where, "a structure", v);
    }
    value *checked = value_object_new(x->a);
    for (size_t i = 0; i < v->map.count; i++) {
        const value_entry *entry = &v->map.entries[i];
        if (value_is_null(entry->value)) {
            continue;
        }
        const api_member *member = api_member_find(shape, arena_strndup(x->a, entry->key.ptr, entry->key.len));
        if (member == NULL) {
            return refuse(
                x, where,
                arena_printf(x->a, "%s has no member %.*s", shape->name, (int)entry->key.len, entry->key.ptr));
        }
        const path *place = path_attr(x->a, where, member->name);
        const value *item = check_value(x, member->shape, entry->value, place, depth + 1);
        if (item == NULL) {
            return NULL;
        }
        value_put_static(x->a, checked, member->name, item);
    }
    for (size_t i = 0; i < shape->member_count; i++) {
        const api_member *member = &shape->members[i];
        if (value_get(checked, member->name) != NULL) {
            continue;
        }
        if (member->idempotency_token) {
            const char *token = member->plain_token ? encoding_uuid_digits(x->a) : encoding_uuid(x->a);
            value_put_static(x->a, checked, member->name, value_cstr(x->a, token));
        } else if (member->required && !leaves_no_trace(x, member->shape)) {
            return refuse(x, path_attr(x->a, where, member->name), "is required by the API and is missing");
        }
    }
    return checked;
}

static const value *check_list(checker *x, const api_shape *shape, const value *v, const path *where, int depth) {
    if (v->kind != VALUE_LIST && v->kind != VALUE_SET) {
        return refuse_type(x, where, "a list", v);
    }
    value *checked = value_list_new(x->a);
    for (size_t i = 0; i < v->list.count; i++) {
        const path *place = path_index(x->a, where, (int64_t)i);
        if (value_is_null(v->list.items[i])) {
            continue;
        }
        const value *item = check_value(x, shape->element->shape, v->list.items[i], place, depth + 1);
        if (item == NULL) {
            return NULL;
        }
        value_push(x->a, checked, item);
    }
    return checked;
}

static const value *check_map(checker *x, const api_shape *shape, const value *v, const path *where, int depth) {
    if (v->kind != VALUE_OBJECT && v->kind != VALUE_MAP) {
        return refuse_type(x, where, "a map", v);
    }
    value *checked = value_map_new(x->a);
    for (size_t i = 0; i < v->map.count; i++) {
        const value_entry *entry = &v->map.entries[i];
        if (value_is_null(entry->value)) {
            continue;
        }
        const path *place = path_key(x->a, where, entry->key);
        const value *item = check_value(x, shape->element->shape, entry->value, place, depth + 1);
        if (item == NULL) {
            return NULL;
        }
        value_put(x->a, checked, entry->key, item);
    }
    return checked;
}

static const value *check_boolean(checker *x, const value *v, const path *where) {
    if (v->kind == VALUE_BOOL) {
        return v;
    }
    if (v->kind == VALUE_STRING && (str_is(v->string, "true") || str_is(v->string, "false"))) {
        return value_bool(str_is(v->string, "true"));
    }
    return refuse_type(x, where, "a bool", v);
}

static const value *check_number(checker *x, const api_shape *shape, const value *v, const path *where) {
    const char *wanted = shape->type == API_INTEGER ? "a whole number" : "a number";
    const value *number = v;
    if (v->kind == VALUE_STRING && !value_number_parse(x->a, v->string, &number)) {
        return refuse_type(x, where, wanted, v);
    }
    if (number->kind != VALUE_NUMBER) {
        return refuse_type(x, where, wanted, v);
    }
    if (shape->type == API_INTEGER && !number->number.is_integer) {
        return refuse(x, where, "a whole number is wanted");
    }
    return number;
}

static const value *check_timestamp(checker *x, const value *v, const path *where) {
    int64_t ms = 0;
    double seconds = 0;
    if (v->kind == VALUE_STRING && timestamp_parse(v->string, &ms)) {
        return value_cstr(x->a, timestamp_rfc3339(x->a, ms));
    }
    if (v->kind == VALUE_NUMBER && value_to_double(v, &seconds) && seconds > -1e11 && seconds < 1e12) {
        ms = (int64_t)(seconds * 1000 + (seconds < 0 ? -0.5 : 0.5));
        return value_cstr(x->a, timestamp_rfc3339(x->a, ms));
    }
    return refuse(x, where, "a timestamp like 2024-01-02T03:04:05Z is wanted");
}

static bool may_have_file(const checker *x, int depth) {
    switch (x->op->service->protocol) {
    case API_JSON_1_0:
    case API_JSON_1_1:
    case API_REST_JSON:
        return true;
    case API_REST_XML:
        return depth == 1; // as the whole body
    default:
        return false;
    }
}

static const value *check_blob(checker *x, const value *v, const path *where, int depth) {
    str bytes;
    const char *file = protocol_file_path(v);
    if (file != NULL) {
        return may_have_file(x, depth) ? v : refuse(x, where, "no file can be sent here");
    }
    if (v->kind != VALUE_STRING) {
        return refuse_type(x, where, "base64 text", v);
    }
    return encoding_base64_decode(x->a, v->string, &bytes) ? v : refuse(x, where, "base64 text is wanted");
}

static const value *check_scalar(checker *x, const api_shape *shape, const value *v, const path *where, int depth) {
    switch (shape->type) {
    case API_BOOLEAN:
        return check_boolean(x, v, where);
    case API_INTEGER:
    case API_DOUBLE:
        return check_number(x, shape, v, where);
    case API_TIMESTAMP:
        return check_timestamp(x, v, where);
    case API_BLOB:
        return check_blob(x, v, where, depth);
    default: {
        if (v->kind == VALUE_STRING) {
            return v;
        }
        const char *text = value_scalar_text(x->a, v);
        return text == NULL ? refuse_type(x, where, "a string", v) : value_cstr(x->a, text);
    }
    }
}

static const value *check_value(checker *x, const api_shape *shape, const value *v, const path *where, int depth) {
    if (depth > PROTOCOL_MAX_DEPTH) {
        return refuse(x, NULL, "nested too deeply");
    }
    if (v->kind == VALUE_UNKNOWN) {
        return refuse(x, where, "the value is not known yet");
    }
    switch (shape->type) {
    case API_STRUCTURE:
        return check_structure(x, shape, v, where, depth);
    case API_LIST:
        return check_list(x, shape, v, where, depth);
    case API_MAP:
        return check_map(x, shape, v, where, depth);
    default:
        return check_scalar(x, shape, v, where, depth);
    }
}

bool protocol_check_input(arena *a, const api_operation *op, const value *input, const value **ret,
                          const char **ret_message) {
    static const api_shape no_input = {.name = "the operation's input", .type = API_STRUCTURE};
    checker x = {.a = a, .op = op};
    const value *given = value_is_null(input) ? value_object_new(a) : input;
    const value *checked = check_value(&x, op->input == NULL ? &no_input : op->input, given, NULL, 0);
    if (checked == NULL) {
        *ret_message = x.message;
        return false;
    }
    *ret = checked;
    return true;
}
