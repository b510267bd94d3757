// What the protocols share: scalars, headers, and the choice of the family.
#include "aws/protocol.h"

#include <math.h>
#include <string.h>

#include "aws/encoding.h"
#include "aws/timestamp.h"
#include "base/json.h"

void protocol_headers_add(arena *a, protocol_headers *h, const char *name, const char *text) {
    if (h->count == h->cap) {
        size_t cap = h->cap == 0 ? 8 : h->cap * 2;
        http_header *items = ARENA_ARRAY(a, http_header, cap);
        if (h->count > 0) {
            memcpy(items, h->items, h->count * sizeof *items);
        }
        h->items = items;
        h->cap = cap;
    }
    h->items[h->count++] = (http_header){.name = name, .value = text};
}

const char *protocol_file_path(const value *v) {
    bool named = v != NULL && v->kind == VALUE_OBJECT && v->map.count == 1;
    const value *file = named ? value_get(v, "File") : NULL;
    return value_is_known_string(file) ? value_text(file) : NULL;
}

static api_timestamp_format timestamp_format(const api_shape *shape, const api_member *member,
                                             api_timestamp_format otherwise) {
    if (member != NULL && member->timestamp_format != API_TIME_DEFAULT) {
        return member->timestamp_format;
    }
    return shape->timestamp_format != API_TIME_DEFAULT ? shape->timestamp_format : otherwise;
}

const char *protocol_scalar_text(arena *a, const api_shape *shape, const api_member *member, const value *v,
                                 api_timestamp_format otherwise) {
    if (shape->type != API_TIMESTAMP) {
        return value_scalar_text(a, v);
    }
    int64_t ms = 0;
    if (!timestamp_parse(value_str(v), &ms)) {
        return NULL;
    }
    switch (timestamp_format(shape, member, otherwise)) {
    case API_TIME_RFC822:
        return timestamp_rfc822(a, ms);
    case API_TIME_UNIX:
        return ms % 1000 == 0 ? arena_printf(a, "%lld", (long long)(ms / 1000))
                              : value_scalar_text(a, value_double(a, (double)ms / 1000));
    default:
        return timestamp_rfc3339(a, ms);
    }
}

// Seconds since the epoch, as a number or in digits.
static const value *timestamp_of_number(arena *a, const value *number) {
    double seconds = 0;
    if (!value_to_double(number, &seconds) || !(fabs(seconds) < 1e12)) {
        return NULL;
    }
    return value_cstr(a, timestamp_rfc3339(a, (int64_t)llround(seconds * 1000)));
}

const value *protocol_scalar_value(arena *a, const api_shape *shape, str text) {
    const value *number = NULL;
    int64_t ms = 0;
    str trimmed = str_trim(text);
    switch (shape->type) {
    case API_STRING:
    case API_BLOB:
        return value_string(a, text);
    case API_BOOLEAN:
        if (str_eq_nocase(trimmed, STR("true"))) {
            return value_bool(true);
        }
        return str_eq_nocase(trimmed, STR("false")) ? value_bool(false) : NULL;
    case API_INTEGER:
    case API_DOUBLE:
        if (!value_number_parse(a, trimmed, &number)) {
            return NULL;
        }
        return shape->type == API_INTEGER && !number->number.is_integer ? NULL : number;
    case API_TIMESTAMP:
        if (timestamp_parse(trimmed, &ms)) {
            return value_cstr(a, timestamp_rfc3339(a, ms));
        }
        return value_number_parse(a, trimmed, &number) ? timestamp_of_number(a, number) : NULL;
    default:
        return NULL;
    }
}

bool protocol_list_is_flat(const api_member *member, const api_shape *shape) {
    return shape->flattened || (member != NULL && member->flattened);
}

const char *protocol_flat_name(const api_member *member, const char *member_name) {
    const api_shape *shape = member->shape;
    if (shape->type != API_LIST || shape->element->wire_name == NULL ||
        strcmp(shape->element->wire_name, "member") == 0) {
        return member_name;
    }
    return shape->element->wire_name;
}

bool protocol_build(arena *a, const api_operation *op, const value *input, protocol_request *ret,
                    const char **ret_message) {
    switch (op->service->protocol) {
    case API_JSON_1_0:
    case API_JSON_1_1:
        return protocol_json_build(a, op, input, ret, ret_message);
    case API_QUERY:
    case API_EC2_QUERY:
        return protocol_query_build(a, op, input, ret, ret_message);
    case API_REST_JSON:
    case API_REST_XML:
        return protocol_rest_build(a, op, input, ret, ret_message);
    }
    *ret_message = "the service's protocol is not one of the five";
    return false;
}

const char *protocol_describe(arena *a, const http_response *response) {
    const char *type = http_header_get(response, "content-type");
    // The type's own alphabet: a header may hold any bytes.
    size_t type_len =
        type == NULL ? 0 : strspn(type, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+-._");
    if (response->body.len == 0) {
        return "an empty body";
    }
    return arena_printf(a, "%.*s (%zu bytes)", type_len == 0 ? 15 : (int)type_len,
                        type_len == 0 ? "an untyped body" : type, response->body.len);
}

bool protocol_is_html(const http_response *response) {
    str start = str_upto(str_trim(response->body), 14);
    return str_eq_nocase(str_upto(start, 14), STR("<!doctype html")) || str_eq_nocase(str_upto(start, 5), STR("<html"));
}

// Query and EC2: <DescribeThingsResponse> around the members, for Query with a <DescribeThingsResult> between.
static bool parse_query(arena *a, const api_operation *op, str body, const value **ret, const char **ret_message) {
    const xml_node *root = NULL;
    if (!xml_parse(a, body, &root, ret_message)) {
        return false;
    }
    bool wrapped = op->result_wrapper != NULL;
    const xml_node *node = wrapped ? xml_child(root, op->result_wrapper) : root;
    bool found = wrapped && node != NULL;
    if (!found && !str_has_suffix(root->name, "Response")) {
        *ret_message = arena_printf(a, "no %s%s element in it", wrapped ? op->result_wrapper : op->name,
                                    wrapped ? "" : "Response");
        return false;
    }
    const value *output = NULL;
    if (node != NULL && op->output != NULL) {
        output = protocol_xml_read(a, op->output, node, op->service->protocol == API_EC2_QUERY);
    }
    *ret = output == NULL ? value_object_new(a) : output;
    return true;
}

static bool parse_json(arena *a, const api_operation *op, str body, const value **ret, const char **ret_message) {
    const value *document = NULL;
    if (!json_parse(a, body, &document, ret_message)) {
        return false;
    }
    if (!value_is_null(document) && document->kind != VALUE_OBJECT) {
        *ret_message = "not an object";
        return false;
    }
    const value *output = op->output == NULL ? NULL : protocol_json_read(a, op->output, document);
    *ret = output == NULL ? value_object_new(a) : output;
    return true;
}

static bool is_json(api_protocol protocol) {
    return protocol == API_JSON_1_0 || protocol == API_JSON_1_1 || protocol == API_REST_JSON;
}

static bool has_body_member(const api_shape *output) {
    for (size_t i = 0; output != NULL && i < output->member_count; i++) {
        const api_member *m = &output->members[i];
        if (m->location == API_IN_BODY && (!m->payload || m->shape->type == API_STRUCTURE)) {
            return true;
        }
    }
    return false;
}

// Whether there should be a document, which may say that there is nothing, and is not. Taken for one that says so, it
// would make all that is asked for look gone: a proxy's answer. What a write answers may be left out by a service.
static bool lacks_document(const api_operation *op, const http_response *response) {
    return api_operation_reads(op) && response->status == 200 && strcmp(op->http_method, "HEAD") != 0 &&
           has_body_member(op->output) && str_trim(response->body).len == 0;
}

bool protocol_parse(arena *a, const api_operation *op, const http_response *response, const char *endpoint,
                    const value **ret, const char **ret_message) {
    api_protocol protocol = op->service->protocol;
    const char *why = NULL;
    bool ok = false;
    bool html = !op->output_payload_is_blob && protocol_is_html(response);
    if (html || lacks_document(op, response)) {
        ok = false;
    } else if (protocol == API_REST_JSON || protocol == API_REST_XML) {
        ok = protocol_rest_parse(a, op, response, ret, &why);
    } else if (str_trim(response->body).len == 0) {
        *ret = value_object_new(a);
        ok = true;
    } else if (is_json(protocol)) {
        ok = parse_json(a, op, response->body, ret, &why);
    } else {
        ok = parse_query(a, op, response->body, ret, &why);
    }
    if (ok) {
        return true;
    }
    *ret_message =
        arena_printf(a, "%s answered with %s instead of %s%s%s; is the endpoint %s right?", op->service->sdk_id,
                     protocol_describe(a, response), is_json(protocol) ? "a JSON document" : "an XML document",
                     why == NULL ? "" : ": ", why == NULL ? "" : why, endpoint);
    return false;
}
