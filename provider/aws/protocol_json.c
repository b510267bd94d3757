// JSON 1.0 and 1.1, and JSON documents by shape for REST-JSON too.
#include <math.h>
#include <string.h>

#include "aws/protocol.h"
#include "aws/timestamp.h"
#include "base/json.h"

// The document with wire names and wire types.
static const value *to_wire(arena *a, const api_shape *shape, const api_member *member, const value *v) {
    switch (shape->type) {
    case API_STRUCTURE: {
        value *object = value_object_new(a);
        for (size_t i = 0; i < v->map.count; i++) {
            const api_member *m = api_member_find(shape, v->map.entries[i].key.ptr);
            if (m != NULL && m->location == API_IN_BODY) {
                value_put_static(a, object, m->wire_name, to_wire(a, m->shape, m, v->map.entries[i].value));
            }
        }
        return object;
    }
    case API_LIST: {
        value *list = value_list_new(a);
        for (size_t i = 0; i < v->list.count; i++) {
            value_push(a, list, to_wire(a, shape->element->shape, shape->element, v->list.items[i]));
        }
        return list;
    }
    case API_MAP: {
        value *map = value_map_new(a);
        for (size_t i = 0; i < v->map.count; i++) {
            const value_entry *entry = &v->map.entries[i];
            value_put(a, map, entry->key, to_wire(a, shape->element->shape, shape->element, entry->value));
        }
        return map;
    }
    case API_TIMESTAMP: {
        const char *text = protocol_scalar_text(a, shape, member, v, API_TIME_UNIX);
        const value *number = NULL;
        // Only seconds since the epoch read as a number.
        if (text != NULL && value_number_parse(a, str_of(text), &number)) {
            return number;
        }
        return value_cstr(a, text);
    }
    default:
        return v;
    }
}

bool protocol_json_write(arena *a, buf *out, const api_shape *shape, const value *v) {
    return json_write(out, to_wire(a, shape, NULL, v), false);
}

bool protocol_json_build(arena *a, const api_operation *op, const value *input, protocol_request *ret,
                         const char **ret_message) {
    buf body = buf_make(PROTOCOL_MAX_REQUEST);
    bool ok = op->input == NULL ? buf_puts(&body, "{}") : protocol_json_write(a, &body, op->input, input);
    if (!ok) {
        buf_free(&body);
        *ret_message = "the request is too large";
        return false;
    }
    protocol_headers headers = {0};
    bool old = op->service->protocol == API_JSON_1_0;
    protocol_headers_add(a, &headers, "content-type",
                         old ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1");
    protocol_headers_add(a, &headers, "x-amz-target", arena_printf(a, "%s.%s", op->service->target_prefix, op->name));
    *ret = (protocol_request){
        .path = "/",
        .query = "",
        .headers = headers.items,
        .header_count = headers.count,
        .body = buf_str(&body, a),
    };
    buf_free(&body);
    return true;
}

static const value *read_value(arena *a, const api_shape *shape, const value *v, int depth);

static const value *read_structure(arena *a, const api_shape *shape, const value *v, int depth) {
    if (v->kind != VALUE_OBJECT) {
        return NULL;
    }
    value *object = value_object_new(a);
    for (size_t i = 0; i < shape->member_count; i++) {
        const api_member *member = &shape->members[i];
        if (member->location != API_IN_BODY) {
            continue;
        }
        const value *item = read_value(a, member->shape, value_get(v, member->wire_name), depth + 1);
        if (item != NULL) {
            value_put_static(a, object, member->name, item);
        }
    }
    return object;
}

static const value *read_list(arena *a, const api_shape *shape, const value *v, int depth) {
    if (v->kind != VALUE_LIST) {
        return NULL;
    }
    value *list = value_list_new(a);
    for (size_t i = 0; i < v->list.count; i++) {
        const value *item = read_value(a, shape->element->shape, v->list.items[i], depth + 1);
        if (item != NULL) {
            value_push(a, list, item);
        }
    }
    return list;
}

static const value *read_map(arena *a, const api_shape *shape, const value *v, int depth) {
    if (v->kind != VALUE_OBJECT) {
        return NULL;
    }
    value *map = value_map_new(a);
    for (size_t i = 0; i < v->map.count; i++) {
        const value *item = read_value(a, shape->element->shape, v->map.entries[i].value, depth + 1);
        if (item != NULL) {
            value_put(a, map, v->map.entries[i].key, item);
        }
    }
    return map;
}

static const value *read_timestamp(arena *a, const value *v) {
    int64_t ms = 0;
    double seconds = 0;
    if (v->kind == VALUE_STRING && timestamp_parse(v->string, &ms)) {
        return value_cstr(a, timestamp_rfc3339(a, ms));
    }
    if (v->kind == VALUE_NUMBER && value_to_double(v, &seconds) && fabs(seconds) < 1e12) {
        return value_cstr(a, timestamp_rfc3339(a, (int64_t)llround(seconds * 1000)));
    }
    return NULL;
}

static const value *read_value(arena *a, const api_shape *shape, const value *v, int depth) {
    if (value_is_null(v) || depth > PROTOCOL_MAX_DEPTH) {
        return NULL;
    }
    switch (shape->type) {
    case API_STRUCTURE:
        return read_structure(a, shape, v, depth);
    case API_LIST:
        return read_list(a, shape, v, depth);
    case API_MAP:
        return read_map(a, shape, v, depth);
    case API_STRING:
    case API_BLOB:
        return v->kind == VALUE_STRING ? v : NULL;
    case API_BOOLEAN:
        return v->kind == VALUE_BOOL ? v : NULL;
    case API_INTEGER:
        return v->kind == VALUE_NUMBER && v->number.is_integer ? v : NULL;
    case API_DOUBLE:
        return v->kind == VALUE_NUMBER ? v : NULL;
    case API_TIMESTAMP:
        return read_timestamp(a, v);
    }
    return NULL;
}

const value *protocol_json_read(arena *a, const api_shape *shape, const value *document) {
    return read_value(a, shape, document, 0);
}
