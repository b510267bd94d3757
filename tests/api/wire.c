// Reads lines of JSON, one call each, and writes for each what we make of it. {"service", "operation", "input"} is an
// input: {"method", "path", "query", "headers", "body"} is written, the body in base64; or {"refused"}. With "status",
// "headers" and "body" it is an answer, which is written as it is understood. test_wire.py compares it with botocore.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/encoding.h"
#include "aws/protocol.h"
#include "base/json.h"
#include "operations.h"

static const api_operation *operation_of(const value *line) {
    str service = value_str(value_get(line, "service"));
    str name = value_str(value_get(line, "operation"));
    for (size_t i = 0; i < api_operation_count; i++) {
        if (str_is(service, api_operations[i]->service->id) && str_is(name, api_operations[i]->name)) {
            return api_operations[i];
        }
    }
    return NULL;
}

static const value *refused(arena *a, const char *message) {
    value *answer = value_object_new(a);
    value_put_static(a, answer, "refused", value_cstr(a, message));
    return answer;
}

static const value *request_of(arena *a, const api_operation *op, const value *input) {
    const value *checked = NULL;
    const char *message = NULL;
    protocol_request request = {0};
    if (!protocol_check_input(a, op, input, &checked, &message) ||
        !protocol_build(a, op, checked, &request, &message)) {
        return refused(a, message);
    }
    value *headers = value_list_new(a);
    for (size_t i = 0; i < request.header_count; i++) {
        value *pair = value_list_new(a);
        value_push(a, pair, value_cstr(a, request.headers[i].name));
        value_push(a, pair, value_cstr(a, request.headers[i].value));
        value_push(a, headers, pair);
    }
    value *answer = value_object_new(a);
    value_put_static(a, answer, "method", value_cstr(a, op->http_method));
    value_put_static(a, answer, "path", value_cstr(a, request.path));
    value_put_static(a, answer, "query", value_cstr(a, request.query));
    value_put_static(a, answer, "headers", headers);
    value_put_static(a, answer, "body", value_string(a, encoding_base64(a, request.body)));
    return answer;
}

static const value *understood(arena *a, const api_operation *op, const value *line) {
    const value *pairs = value_get(line, "headers");
    http_header *headers = ARENA_ARRAY(a, http_header, value_count(pairs));
    for (size_t i = 0; i < value_count(pairs); i++) {
        headers[i] = (http_header){.name = value_text(value_item(value_item(pairs, i), 0)),
                                   .value = value_text(value_item(value_item(pairs, i), 1))};
    }
    http_response response = {
        .status = (int)value_int_or(value_get(line, "status"), 0),
        .headers = headers,
        .header_count = value_count(pairs),
        .body = value_str(value_get(line, "body")),
    };
    const value *output = NULL;
    const char *message = NULL;
    return protocol_parse(a, op, &response, "https://x.test", &output, &message) ? output : refused(a, message);
}

int main(void) {
    char *text = NULL;
    size_t cap = 0;
    for (ssize_t len; (len = getline(&text, &cap, stdin)) > 0;) {
        arena *a = arena_new();
        const value *line = NULL;
        const char *message = NULL;
        const value *answer = NULL;
        if (!json_parse(a, (str){.ptr = text, .len = (size_t)len}, &line, &message)) {
            answer = refused(a, message);
        } else if (operation_of(line) == NULL) {
            answer = refused(a, "no such operation");
        } else if (value_get(line, "status") != NULL) {
            answer = understood(a, operation_of(line), line);
        } else {
            answer = request_of(a, operation_of(line), value_get(line, "input"));
        }
        puts(json_text(a, answer).ptr);
        arena_free(a);
    }
    free(text);
    return 0;
}
