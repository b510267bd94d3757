// REST-JSON and REST-XML: members in the path, the query, headers, the status and the body.
#include <stdlib.h>
#include <string.h>

#include "aws/body.h"
#include "aws/encoding.h"
#include "aws/protocol.h"
#include "base/json.h"

enum { MAX_URI = 1024 * 1024 };

typedef struct builder {
    arena *a;
    const api_operation *op;
    const value *input;
    protocol_headers headers;
    buf path;
    buf query;
    protocol_request made; // its file
    const char *message;   // set by the first problem
} builder;

static const char *member_text(const builder *b, const api_member *member, const value *v,
                               api_timestamp_format otherwise) {
    return protocol_scalar_text(b->a, member->shape, member, v, otherwise);
}

// A member of the path: there must be one, because without it the path names another thing (the collection, mostly).
static bool put_label(builder *b, str label) {
    bool greedy = str_has_suffix(label, "+");
    str name = greedy ? str_upto(label, label.len - 1) : label;
    for (size_t i = 0; b->op->input != NULL && i < b->op->input->member_count; i++) {
        const api_member *member = &b->op->input->members[i];
        if (member->location != API_IN_URI || !str_is(name, member->wire_name)) {
            continue;
        }
        const value *v = value_get(b->input, member->name);
        const char *text = v == NULL ? NULL : member_text(b, member, v, API_TIME_ISO8601);
        if (text == NULL || text[0] == '\0') {
            b->message = arena_printf(b->a, "%s: must not be empty, the request's path is made of it", member->name);
            return false;
        }
        encoding_percent(&b->path, str_of(text), greedy ? "/" : "");
        return true;
    }
    b->message = arena_printf(b->a, "the model has no member for {%.*s} of %s", (int)label.len, label.ptr, b->op->uri);
    return false;
}

static bool build_path(builder *b) {
    str uri = str_of(b->op->uri);
    size_t i = 0;
    while (i < uri.len && uri.ptr[i] != '?') {
        size_t end = 0;
        if (uri.ptr[i] != '{') {
            buf_putc(&b->path, uri.ptr[i++]);
            continue;
        }
        str rest = str_from(uri, i + 1);
        if (!str_find(rest, "}", &end)) {
            b->message = "the model's path has an open brace";
            return false;
        }
        if (!put_label(b, str_upto(rest, end))) {
            return false;
        }
        i += end + 2;
    }
    buf_put_str(&b->query, str_from(uri, i + 1));
    if (b->path.len == 0) {
        buf_putc(&b->path, '/');
    }
    return true;
}

static void put_query(builder *b, str name, const char *text) {
    if (b->query.len > 0) {
        buf_putc(&b->query, '&');
    }
    encoding_percent(&b->query, name, "");
    buf_putc(&b->query, '=');
    encoding_percent(&b->query, str_of(text), "");
}

static void put_query_list(builder *b, const api_shape *shape, str name, const value *v) {
    for (size_t i = 0; i < v->list.count; i++) {
        const char *text =
            protocol_scalar_text(b->a, shape->element->shape, shape->element, v->list.items[i], API_TIME_ISO8601);
        put_query(b, name, text);
    }
}

static void put_query_member(builder *b, const api_member *member, const value *v) {
    const api_shape *shape = member->shape;
    if (shape->type == API_LIST) {
        put_query_list(b, shape, str_of(member->wire_name), v);
        return;
    }
    if (shape->type != API_MAP) {
        put_query(b, str_of(member->wire_name), member_text(b, member, v, API_TIME_ISO8601));
        return;
    }
    for (size_t i = 0; i < v->map.count; i++) {
        const value *item = v->map.entries[i].value;
        if (shape->element->shape->type == API_LIST) {
            put_query_list(b, shape->element->shape, v->map.entries[i].key, item);
        } else {
            put_query(b, v->map.entries[i].key,
                      protocol_scalar_text(b->a, shape->element->shape, shape->element, item, API_TIME_ISO8601));
        }
    }
}

static bool put_header(builder *b, const api_member *member, const char *name, const char *text) {
    for (const char *c = text; c != NULL && *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' && *c != '\t') {
            b->message = arena_printf(b->a, "%s: goes into a header, which takes no line break or control character",
                                      member->name);
            return false;
        }
    }
    // A header without a value says nothing, and proxies drop it: the signature would not hold.
    if (text != NULL && text[0] != '\0') {
        protocol_headers_add(b->a, &b->headers, name, text);
    }
    return true;
}

static bool put_header_member(builder *b, const api_member *member, const value *v) {
    const api_shape *shape = member->shape;
    if (shape->type != API_LIST) {
        return put_header(b, member, member->wire_name, member_text(b, member, v, API_TIME_RFC822));
    }
    buf joined = buf_make(MAX_URI);
    for (size_t i = 0; i < v->list.count; i++) {
        const char *text =
            protocol_scalar_text(b->a, shape->element->shape, shape->element, v->list.items[i], API_TIME_RFC822);
        buf_printf(&joined, "%s%s", i > 0 ? ", " : "", text == NULL ? "" : text);
    }
    bool ok = put_header(b, member, member->wire_name, buf_str(&joined, b->a).ptr);
    buf_free(&joined);
    return ok;
}

static bool put_header_map(builder *b, const api_member *member, const value *v) {
    for (size_t i = 0; i < v->map.count; i++) {
        const value_entry *entry = &v->map.entries[i];
        const char *prefix = member->wire_name == NULL ? "" : member->wire_name;
        for (size_t k = 0; k < entry->key.len; k++) {
            unsigned char c = (unsigned char)entry->key.ptr[k];
            if (c <= ' ' || c >= 127 || c == ':') {
                b->message = arena_printf(b->a, "%s: a key is no header name", member->name);
                return false;
            }
        }
        const char *name = arena_printf(b->a, "%s%.*s", prefix, (int)entry->key.len, entry->key.ptr);
        if (!put_header(b, member, name, value_scalar_text(b->a, entry->value))) {
            return false;
        }
    }
    return true;
}

static bool put_members(builder *b) {
    for (size_t i = 0; b->op->input != NULL && i < b->op->input->member_count; i++) {
        const api_member *member = &b->op->input->members[i];
        const value *v = value_get(b->input, member->name);
        if (v == NULL) {
            continue;
        }
        bool ok = true;
        if (member->location == API_IN_QUERY) {
            put_query_member(b, member, v);
        } else if (member->location == API_IN_HEADER) {
            ok = put_header_member(b, member, v);
        } else if (member->location == API_IN_HEADERS) {
            ok = put_header_map(b, member, v);
        }
        if (!ok) {
            return false;
        }
    }
    return true;
}

static const api_member *payload_member(const api_shape *shape) {
    for (size_t i = 0; shape != NULL && i < shape->member_count; i++) {
        if (shape->members[i].payload) {
            return &shape->members[i];
        }
    }
    return NULL;
}

static bool has_header(const builder *b, const char *name) {
    for (size_t i = 0; i < b->headers.count; i++) {
        if (str_eq_nocase(str_of(b->headers.items[i].name), str_of(name))) {
            return true;
        }
    }
    return false;
}

static void add_default_header(builder *b, const char *name, const char *text) {
    if (!has_header(b, name)) {
        protocol_headers_add(b->a, &b->headers, name, text);
    }
}

// A document of `shape` as the body.
static void put_document(builder *b, buf *body, const api_shape *shape, const value *v, const char *element,
                         const char *xml_namespace) {
    if (b->op->service->protocol == API_REST_JSON) {
        protocol_json_write(b->a, body, shape, v, &b->made, &b->message);
        add_default_header(b, "content-type", "application/json");
        return;
    }
    const char *spoken = xml_namespace != NULL ? xml_namespace : b->op->service->xml_namespace;
    protocol_xml_write(b->a, body, shape, v, element, spoken);
    add_default_header(b, "content-type", "application/xml");
}

static bool has_body_members(const api_shape *shape) {
    for (size_t i = 0; shape != NULL && i < shape->member_count; i++) {
        if (shape->members[i].location == API_IN_BODY) {
            return true;
        }
    }
    return false;
}

static bool any_body_member_given(const builder *b) {
    for (size_t i = 0; i < b->op->input->member_count; i++) {
        const api_member *member = &b->op->input->members[i];
        if (member->location == API_IN_BODY && value_get(b->input, member->name) != NULL) {
            return true;
        }
    }
    return false;
}

static void put_file(builder *b, const char *path) {
    http_file *file = ARENA_NEW(b->a, http_file);
    b->made.file_path = path;
    if (body_file_open(b->a, path, file, &b->message)) {
        b->made.file = file;
    }
}

static void put_payload(builder *b, buf *body, const api_member *member) {
    const value *v = value_get(b->input, member->name);
    const char *file = protocol_file_path(v);
    if (v == NULL) {
        return;
    }
    if (member->shape->type == API_BLOB && file != NULL) {
        put_file(b, file);
        add_default_header(b, "content-type", "application/octet-stream");
    } else if (member->shape->type == API_BLOB) {
        str bytes = {0};
        encoding_base64_decode(b->a, value_str(v), &bytes); // the check let only base64 through
        buf_put_str(body, bytes);
        add_default_header(b, "content-type", "application/octet-stream");
    } else if (member->shape->type == API_STRING) {
        buf_put_str(body, value_str(v));
        add_default_header(b, "content-type", "text/plain");
    } else {
        put_document(b, body, member->shape, v, member->wire_name, member->shape->xml_namespace);
    }
}

static void build_body(builder *b, buf *body) {
    const api_shape *shape = b->op->input;
    const api_member *payload = payload_member(shape);
    if (payload != NULL) {
        put_payload(b, body, payload);
        return;
    }
    if (!has_body_members(shape)) {
        return;
    }
    // REST-JSON says {} where no member is given, REST-XML says nothing.
    if (b->op->service->protocol == API_REST_JSON || any_body_member_given(b)) {
        put_document(b, body, shape, b->input, b->op->input_element != NULL ? b->op->input_element : shape->name,
                     b->op->input_namespace);
    }
}

static void fill_request(builder *b, const buf *body, protocol_request *ret) {
    *ret = (protocol_request){
        .path = buf_str(&b->path, b->a).ptr,
        .query = buf_str(&b->query, b->a).ptr,
        .body = buf_str(body, b->a),
        .file = b->made.file,
    };
    if (b->op->checksum_required && b->op->checksum_member == NULL) {
        const char *digest = encoding_content_md5(b->a, ret->body);
        if (digest != NULL) {
            add_default_header(b, "content-md5", digest);
        }
    }
    if (b->op->service->protocol == API_REST_JSON && !b->op->output_payload_is_blob) {
        add_default_header(b, "accept", "application/json"); // API Gateway answers in another form without
    }
    ret->headers = b->headers.items;
    ret->header_count = b->headers.count;
    if (strcmp(b->op->service->id, "s3") == 0 && strncmp(b->op->uri, "/{Bucket}", 9) == 0) {
        ret->bucket = value_text(value_get(b->input, "Bucket"));
        const char *slash = strchr(ret->path + 1, '/');
        ret->path_without_bucket = slash == NULL ? "/" : slash;
    }
}

bool protocol_rest_build(arena *a, const api_operation *op, const value *input, protocol_request *ret,
                         const char **ret_message) {
    builder b = {.a = a, .op = op, .input = input, .path = buf_make(MAX_URI), .query = buf_make(MAX_URI)};
    buf body = buf_make(PROTOCOL_MAX_REQUEST);
    bool ok = build_path(&b) && put_members(&b);
    if (ok) {
        build_body(&b, &body);
        if (b.message == NULL && (b.path.failed || b.query.failed || body.failed)) {
            b.message = "the request is too large";
        }
        ok = b.message == NULL;
    }
    if (ok) {
        fill_request(&b, &body, ret);
    } else {
        *ret = (protocol_request){.file_path = b.made.file_path};
        *ret_message = b.message;
    }
    buf_free(&b.path);
    buf_free(&b.query);
    buf_free(&body);
    return ok;
}

bool protocol_reads_body(const api_operation *op) {
    bool rest = op->service->protocol == API_REST_JSON || op->service->protocol == API_REST_XML;
    return !rest || payload_member(op->output) != NULL || has_body_members(op->output);
}

static const value *read_header_list(arena *a, const api_shape *shape, str text) {
    value *list = value_list_new(a);
    str rest = text;
    while (rest.len > 0) {
        size_t comma = rest.len;
        str_find(rest, ",", &comma);
        const value *item = protocol_scalar_value(a, shape->element->shape, str_trim(str_upto(rest, comma)));
        if (item != NULL) {
            value_push(a, list, item);
        }
        rest = str_from(rest, comma + 1);
    }
    return list;
}

static const value *read_prefixed_headers(arena *a, const http_response *response, const char *prefix) {
    value *map = value_map_new(a);
    size_t prefix_len = strlen(prefix);
    for (size_t i = 0; i < response->header_count; i++) {
        const http_header *h = &response->headers[i];
        if (str_eq_nocase(str_upto(str_of(h->name), prefix_len), str_of(prefix))) {
            value_put(a, map, str_from(str_of(h->name), prefix_len), value_cstr(a, h->value));
        }
    }
    return map->map.count == 0 ? NULL : map;
}

static const value *read_outside_body(arena *a, const api_member *member, const http_response *response) {
    switch (member->location) {
    case API_IN_STATUS:
        return value_int(a, response->status);
    case API_IN_HEADERS:
        return read_prefixed_headers(a, response, member->wire_name == NULL ? "" : member->wire_name);
    case API_IN_HEADER: {
        char *name = arena_strdup(a, member->wire_name);
        for (char *c = name; *c != '\0'; c++) {
            *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
        }
        const char *text = http_header_get(response, name);
        if (text == NULL) {
            return NULL;
        }
        return member->shape->type == API_LIST ? read_header_list(a, member->shape, str_of(text))
                                               : protocol_scalar_value(a, member->shape, str_of(text));
    }
    default:
        return NULL;
    }
}

// The body as a document of `shape`; `*ret` is NULL for an empty one.
static bool read_document(arena *a, const api_operation *op, const api_shape *shape, str body, const value **ret,
                          const char **ret_message) {
    const value *document = NULL;
    const xml_node *root = NULL;
    if (str_trim(body).len == 0) {
        *ret = NULL;
        return true;
    }
    if (op->service->protocol == API_REST_JSON) {
        if (!json_parse(a, body, &document, ret_message)) {
            return false;
        }
        bool any_kind = shape->type != API_STRUCTURE;
        if (!value_is_null(document) && document->kind != VALUE_OBJECT && !any_kind) {
            *ret_message = "not an object";
            return false;
        }
        *ret = protocol_json_read(a, shape, document);
        return true;
    }
    if (!xml_parse(a, body, &root, ret_message)) {
        return false;
    }
    if (op->s3_unwrapped_output && shape->type == API_STRUCTURE && shape->member_count > 0) {
        // The root element is the only member itself.
        value *object = value_object_new(a);
        const value *item = protocol_xml_read(a, shape->members[0].shape, root, false);
        if (item != NULL) {
            value_put_static(a, object, shape->members[0].name, item);
        }
        *ret = object;
        return true;
    }
    *ret = protocol_xml_read(a, shape, root, false);
    return true;
}

static bool read_payload(arena *a, const api_operation *op, const api_member *member, str body, const value **ret,
                         const char **ret_message) {
    if (member->shape->type == API_BLOB) {
        *ret = value_string(a, encoding_base64(a, body));
        return true;
    }
    if (member->shape->type == API_STRING) {
        *ret = value_string(a, body);
        return true;
    }
    return read_document(a, op, member->shape, body, ret, ret_message);
}

bool protocol_rest_parse(arena *a, const api_operation *op, const http_response *response, const value **ret,
                         const char **bytes_message) {
    const api_shape *shape = op->output;
    const api_member *payload = payload_member(shape);
    const value *body = NULL;
    value *output = NULL;
    if (payload != NULL) {
        const value *item = NULL;
        if (!read_payload(a, op, payload, response->body, &item, bytes_message)) {
            return false;
        }
        output = value_object_new(a);
        if (item != NULL) {
            value_put_static(a, output, payload->name, item);
        }
    } else {
        if (has_body_members(shape) && !read_document(a, op, shape, response->body, &body, bytes_message)) {
            return false;
        }
        output = value_copy(a, body, VALUE_OBJECT);
    }
    for (size_t i = 0; shape != NULL && i < shape->member_count; i++) {
        const api_member *member = &shape->members[i];
        const value *item = member->payload ? NULL : read_outside_body(a, member, response);
        if (item != NULL) {
            value_put_static(a, output, member->name, item);
        }
    }
    *ret = output;
    return true;
}
