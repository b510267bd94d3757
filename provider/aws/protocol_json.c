// JSON 1.0 and 1.1, and JSON documents by shape for REST-JSON too.
#include <math.h>
#include <string.h>

#include "aws/body.h"
#include "aws/encoding.h"
#include "aws/protocol.h"
#include "aws/timestamp.h"
#include "base/json.h"

typedef struct writer {
    arena *a;
    const char *file_path; // of the blob that is a file; NULL: none is
    const char *mark;      // a text that occurs nowhere else: what stands for it
    bool two_files;
} writer;

static const value *file_place(writer *w, const char *path) {
    w->two_files = w->file_path != NULL;
    w->file_path = path;
    w->mark = encoding_uuid(w->a);
    return value_cstr(w->a, w->mark);
}

// The document with wire names and wire types.
static const value *to_wire(writer *w, const api_shape *shape, const api_member *member, const value *v) {
    arena *a = w->a;
    switch (shape->type) {
    case API_STRUCTURE: {
        value *object = value_object_new(a);
        for (size_t i = 0; i < v->map.count; i++) {
            const api_member *m = api_member_find(shape, v->map.entries[i].key.ptr);
            if (m != NULL && m->location == API_IN_BODY) {
                value_put_static(a, object, m->wire_name, to_wire(w, m->shape, m, v->map.entries[i].value));
            }
        }
        return object;
    }
    case API_LIST: {
        value *list = value_list_new(a);
        for (size_t i = 0; i < v->list.count; i++) {
            value_push(a, list, to_wire(w, shape->element->shape, shape->element, v->list.items[i]));
        }
        return list;
    }
    case API_MAP: {
        value *map = value_map_new(a);
        for (size_t i = 0; i < v->map.count; i++) {
            const value_entry *entry = &v->map.entries[i];
            value_put(a, map, entry->key, to_wire(w, shape->element->shape, shape->element, entry->value));
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
    case API_BLOB:
        return protocol_file_path(v) == NULL ? v : file_place(w, protocol_file_path(v));
    default:
        return v;
    }
}

// Opens the file, and takes the mark out of the text where its bytes belong.
static bool place_file(const writer *w, buf *out, protocol_request *ret, const char **ret_message) {
    http_file *file = ARENA_NEW(w->a, http_file);
    size_t at = 0;
    ret->file_path = w->file_path;
    if (w->two_files || !str_find((str){.ptr = out->ptr, .len = out->len}, w->mark, &at)) {
        *ret_message = "a request carries no more than one file";
        return false;
    }
    if (!body_file_open(w->a, w->file_path, file, ret_message)) {
        return false;
    }
    size_t mark_len = strlen(w->mark);
    out->len -= mark_len;
    memmove(out->ptr + at, out->ptr + at + mark_len, out->len - at + 1);
    file->at = at;
    file->base64 = true;
    ret->file = file;
    return true;
}

bool protocol_json_write(arena *a, buf *out, const api_shape *shape, const value *v, protocol_request *ret,
                         const char **ret_message) {
    writer w = {.a = a};
    if (!json_write(out, to_wire(&w, shape, NULL, v), false)) {
        *ret_message = "the request is too large";
        return false;
    }
    return w.file_path == NULL || place_file(&w, out, ret, ret_message);
}

bool protocol_json_build(arena *a, const api_operation *op, const value *input, protocol_request *ret,
                         const char **ret_message) {
    buf body = buf_make(PROTOCOL_MAX_REQUEST);
    bool ok =
        op->input == NULL ? buf_puts(&body, "{}") : protocol_json_write(a, &body, op->input, input, ret, ret_message);
    if (!ok) {
        buf_free(&body);
        return false;
    }
    protocol_headers headers = {0};
    bool old = op->service->protocol == API_JSON_1_0;
    protocol_headers_add(a, &headers, "content-type",
                         old ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1");
    protocol_headers_add(a, &headers, "x-amz-target", arena_printf(a, "%s.%s", op->service->target_prefix, op->name));
    if (op->service->query_compatible) {
        protocol_headers_add(a, &headers, "x-amzn-query-mode", "true"); // else errors have no x-amzn-query-error
    }
    *ret = (protocol_request){
        .path = "/",
        .query = "",
        .headers = headers.items,
        .header_count = headers.count,
        .body = buf_str(&body, a),
        .file = ret->file,
        .file_path = ret->file_path,
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
