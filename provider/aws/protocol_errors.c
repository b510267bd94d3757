// Error answers of all five protocols. Each is recognised by what it looks like, not by the service's protocol:
// gateways in front of a service answer in a form of their own.
#include <string.h>

#include "aws/protocol.h"
#include "base/json.h"

enum { MESSAGE_MAX = 8 * 1024 };

// Headers may hold any bytes; what goes into a message must be text.
static bool is_printable(const char *text) {
    for (const char *c = text; *c != '\0'; c++) {
        if (*c < ' ' || *c > '~') {
            return false;
        }
    }
    return true;
}

const char *protocol_request_id(const http_response *response) {
    static const char *const names[] = {"x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *id = http_header_get(response, names[i]);
        if (id != NULL && id[0] != '\0' && is_printable(id)) {
            return id;
        }
    }
    return "";
}

// "com.amazonaws.ecs#ClientException:http://internal.amazon.com/..." is ClientException.
static const char *bare_code(arena *a, str code) {
    size_t at = 0;
    str bare = str_trim(code);
    if (str_find(bare, "#", &at)) {
        bare = str_from(bare, at + 1);
    }
    if (str_find(bare, ":", &at)) {
        bare = str_upto(bare, at);
    }
    return arena_strndup(a, bare.ptr, bare.len);
}

static const char *first_text(const value *document, const char *const *names) {
    for (size_t i = 0; names[i] != NULL; i++) {
        const char *text = value_text(value_get(document, names[i]));
        if (text[0] != '\0') {
            return text;
        }
    }
    return "";
}

static bool read_json(arena *a, const http_response *response, aws_error *e) {
    static const char *const code_names[] = {"__type", "code", "Code", NULL};
    static const char *const message_names[] = {"message", "Message", "errorMessage", "error_description", NULL};
    const value *document = NULL;
    const char *ignored = NULL;
    if (!json_parse(a, response->body, &document, &ignored) || document->kind != VALUE_OBJECT) {
        return false;
    }
    e->message = first_text(document, message_names);
    if (e->code[0] == '\0') {
        e->code = bare_code(a, str_of(first_text(document, code_names)));
    }
    // Some wrap it once more: {"Error": {"Code": ..., "Message": ...}}.
    const value *inner = value_get(document, "Error");
    if (inner == NULL) {
        inner = value_get(document, "error");
    }
    if (inner != NULL && inner->kind == VALUE_OBJECT) {
        e->code = e->code[0] != '\0' ? e->code : bare_code(a, str_of(first_text(inner, code_names)));
        e->message = e->message[0] != '\0' ? e->message : first_text(inner, message_names);
    }
    return true;
}

static const char *child_text(arena *a, const xml_node *node, const char *name) {
    const xml_node *child = xml_child(node, name);
    if (child == NULL) {
        return "";
    }
    str text = str_trim(child->text);
    return arena_strndup(a, text.ptr, text.len);
}

static const xml_node *find_error_node(const xml_node *root) {
    const xml_node *error = xml_child(root, "Error"); // Query, Route 53, CloudFront
    if (error == NULL) {
        error = xml_child(xml_child(root, "Errors"), "Error"); // EC2
    }
    return error == NULL ? root : error; // S3
}

// Route 53's change batches list what is wrong: <InvalidChangeBatch><Messages><Message>...
static const char *joined_messages(arena *a, const xml_node *root) {
    const xml_node *messages = xml_child(root, "Messages");
    buf joined = buf_make(MESSAGE_MAX);
    for (const xml_node *n = messages == NULL ? NULL : messages->first_child; n != NULL; n = n->next) {
        buf_puts(&joined, joined.len > 0 ? "; " : "");
        buf_put_str(&joined, str_trim(n->text));
    }
    const char *text = joined.len == 0 ? "" : buf_str(&joined, a).ptr;
    buf_free(&joined);
    return text;
}

static bool read_xml(arena *a, const http_response *response, aws_error *e) {
    const xml_node *root = NULL;
    const char *ignored = NULL;
    if (!xml_parse(a, response->body, &root, &ignored)) {
        return false;
    }
    const xml_node *error = find_error_node(root);
    const char *code = child_text(a, error, "Code");
    e->message = child_text(a, error, "Message");
    if (e->message[0] == '\0') {
        e->message = child_text(a, error, "message");
    }
    if (code[0] == '\0' && e->code[0] == '\0' && xml_child(root, "Messages") != NULL) {
        code = arena_strndup(a, root->name.ptr, root->name.len);
        e->message = joined_messages(a, root);
    }
    if (code[0] != '\0') {
        e->code = bare_code(a, str_of(code));
    }
    static const char *const id_names[] = {"RequestId", "RequestID", "requestId"};
    for (size_t i = 0; e->request_id[0] == '\0' && i < 3; i++) {
        e->request_id = child_text(a, root, id_names[i]);
        if (e->request_id[0] == '\0') {
            e->request_id = child_text(a, error, id_names[i]);
        }
    }
    return e->code[0] != '\0' || e->message[0] != '\0';
}

// HEAD requests and some gateways answer with a status alone.
static const char *code_of_status(int status) {
    switch (status) {
    case 301:
        return "PermanentRedirect";
    case 400:
        return "BadRequest";
    case 403:
        return "Forbidden";
    case 404:
        return "NotFound";
    case 412:
        return "PreconditionFailed";
    default:
        return "";
    }
}

// The canonical request that a signature error quotes holds the session token.
static const char *without_canonical_request(arena *a, const char *message) {
    size_t at = 0;
    str text = str_of(message);
    if (str_find(text, "The Canonical String", &at) || str_find(text, "The canonical string", &at)) {
        str kept = str_trim(str_upto(text, at));
        return arena_strndup(a, kept.ptr, kept.len);
    }
    return message;
}

static const char *cut_message(arena *a, const char *message) {
    size_t len = strlen(message);
    if (len <= MESSAGE_MAX) {
        return message;
    }
    len = MESSAGE_MAX;
    while (len > 0 && ((unsigned char)message[len] & 0xc0) == 0x80) {
        len--; // not inside a character
    }
    return arena_strndup(a, message, len);
}

static const char *header_code(arena *a, const http_response *response) {
    // For services that moved from Query to JSON the old code is the one that callers know: "code;fault".
    const char *query_error = http_header_get(response, "x-amzn-query-error");
    if (query_error != NULL && is_printable(query_error)) {
        return arena_strndup(a, query_error, strcspn(query_error, ";"));
    }
    const char *type = http_header_get(response, "x-amzn-errortype");
    return type == NULL || !is_printable(type) ? "" : bare_code(a, str_of(type));
}

bool protocol_is_error(const api_operation *op, const http_response *response) {
    if (response->status < 200 || response->status >= 300) {
        return true;
    }
    if (op->service->protocol != API_REST_XML || op->output_payload_is_blob) {
        return false;
    }
    str body = str_trim(response->body);
    size_t end = 0;
    if (str_has_prefix(body, "<?xml") && str_find(body, "?>", &end)) {
        body = str_trim(str_from(body, end + 2));
    }
    return str_has_prefix(body, "<Error>");
}

void protocol_error(arena *a, const api_operation *op, const http_response *response, const char *endpoint,
                    aws_error *ret) {
    aws_error e = *ret;
    e.kind = AWS_ERROR_SERVICE;
    e.http_status = response->status;
    e.code = header_code(a, response);
    e.message = "";
    e.request_id = protocol_request_id(response);

    str body = str_trim(response->body);
    bool understood = false;
    if (body.len == 0) {
        understood = true;
        e.code = e.code[0] != '\0' ? e.code : code_of_status(response->status);
    } else if (protocol_is_html(response)) {
        understood = false;
    } else if (body.ptr[0] == '<') {
        understood = read_xml(a, response, &e);
    } else {
        understood = read_json(a, response, &e);
    }
    if (e.code[0] == '\0' && !understood) {
        e.kind = AWS_ERROR_RESPONSE;
        e.message = arena_printf(a, "%s answered with %s instead of an error document; is the endpoint %s right?",
                                 op->service->sdk_id, protocol_describe(a, response), endpoint);
    } else if (e.message[0] == '\0') {
        e.message = body.len == 0 ? arena_printf(a, "HTTP status %d without a body", response->status)
                                  : arena_printf(a, "HTTP status %d without a message", response->status);
    }
    e.message = without_canonical_request(a, e.message);
    e.message = cut_message(a, e.message);
    *ret = e;
}
