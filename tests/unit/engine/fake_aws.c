#include "engine/fake_aws.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "operations.h"

enum { DEPTH_MAX = 7, ANSWER_MAX = 4 << 20, TIMES_AS_FAST = 20 };

// ---- which operation a request is for --------------------------------------------------------------------------

static const char *header_of(const http_request *r, const char *name) {
    for (size_t i = 0; i < r->header_count; i++) {
        if (strcasecmp(r->headers[i].name, name) == 0) {
            return r->headers[i].value;
        }
    }
    return "";
}

static str segment(str *path) {
    size_t end = path->len;
    (void)str_find(*path, "/", &end);
    str s = str_upto(*path, end);
    *path = str_from(*path, end + 1);
    return s;
}

// Does the path fit the template, whose labels ({name}) are a segment each and the greedy one ({name+}) the rest?
static bool fits_template(str path, const char *template) {
    str left = str_upto(str_of(template), strcspn(template, "?"));
    for (; left.len > 0 && path.len > 0;) {
        str wanted = segment(&left);
        if (str_has_suffix(wanted, "+}")) {
            return true;
        }
        str given = segment(&path);
        if (str_has_prefix(wanted, "{") ? given.len == 0 : !str_eq(wanted, given)) {
            return false;
        }
    }
    return left.len == 0 && path.len == 0;
}

// The query that belongs to the operation: "policy" of "/{Bucket}?policy".
static str query_of(const api_operation *op) {
    size_t path = strcspn(op->uri, "?");
    return op->uri[path] == '\0' ? STR("") : str_of(op->uri + path + 1);
}

static bool has_query_of(const api_operation *op, const char *path) {
    str given = str_from(str_of(path), strcspn(path, "?") + 1);
    str wanted = query_of(op);
    return given.len >= wanted.len && str_eq(str_upto(given, wanted.len), wanted);
}

// Takes `part` off the start of `*rest`.
static bool skip(str *rest, const char *part) {
    bool has = str_has_prefix(*rest, part);
    *rest = has ? str_from(*rest, strlen(part)) : *rest;
    return has;
}

static bool is_request_of(const api_operation *op, const http_request *r, const char *target) {
    const api_service *service = op->service;
    switch (service->protocol) {
    case API_JSON_1_0:
    case API_JSON_1_1: {
        str rest = str_of(target);
        return skip(&rest, service->target_prefix) && skip(&rest, ".") && str_is(rest, op->name);
    }
    case API_QUERY:
    case API_EC2_QUERY: {
        str rest = r->body;
        return skip(&rest, "Action=") && skip(&rest, op->name) && skip(&rest, "&Version=") &&
               skip(&rest, service->api_version);
    }
    default: {
        const char *host = strstr(r->url, "://");
        const char *path = host == NULL ? NULL : strchr(host + 3, '/');
        return path != NULL && strcmp(r->method, op->http_method) == 0 &&
               strstr(r->url, service->endpoint_prefix) != NULL &&
               fits_template(str_upto(str_of(path), strcspn(path, "?")), op->uri) && has_query_of(op, path);
    }
    }
}

static const api_operation *operation_of(const http_request *r) {
    const char *target = header_of(r, "x-amz-target");
    const api_operation *found = NULL;
    for (size_t i = 0; i < api_operation_count; i++) {
        const api_operation *op = api_operations[i];
        // Of several with the same path it is the one whose query says most.
        if (is_request_of(op, r, target) && (found == NULL || query_of(op).len > query_of(found).len)) {
            found = op;
        }
    }
    return found;
}

// ---- what texts say --------------------------------------------------------------------------------------------

// The word that a wait of the step looks for in a member of that name.
static const char *word_of_step(const spec_step *step, const char *member) {
    const spec_wait *w = step->wait;
    for (size_t i = 0; w != NULL && i < w->until_count; i++) {
        const api_path *path = &w->until[i].path;
        const char *last = path->count == 0 ? NULL : path->steps[path->count - 1].name;
        if (last != NULL && strcmp(last, member) == 0 && w->until[i].values != NULL) {
            return w->until[i].values[0];
        }
    }
    return NULL;
}

static const char *word_for(const spec *s, const char *member, const api_shape *shape) {
    const spec_step *steps[] = {s->create, s->update};
    const size_t counts[] = {s->create_count, s->update_count};
    for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
        for (size_t i = 0; i < counts[k]; i++) {
            const char *word = word_of_step(&steps[k][i], member);
            if (word != NULL) {
                return word;
            }
        }
    }
    return shape->enum_values != NULL ? shape->enum_values[0] : "sample";
}

// ---- documents -------------------------------------------------------------------------------------------------

typedef struct writer {
    const fake_aws *aws;
    const api_operation *op;
    buf out;
    size_t place;
    bool is_spoilt;
} writer;

static spoil spoil_here(writer *w) {
    return w->place++ == w->aws->place && w->is_spoilt ? w->aws->how : SPOIL_NOTHING;
}

static bool is_token(const api_operation *op, const char *member) {
    const api_paginator *p = &op->paginator;
    return (p->output_token != NULL && strcmp(p->output_token, member) == 0) ||
           (p->more_results != NULL && strcmp(p->more_results, member) == 0);
}

// Does a step of the spec read failures in the member? A good answer has none.
static bool tells_failures(const writer *w, const char *member) {
    const spec *s = w->aws->spec;
    const spec_step *steps[] = {s->create, s->update, s->delete_};
    const size_t counts[] = {s->create_count, s->update_count, s->delete_count};
    for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
        for (size_t i = 0; i < counts[k]; i++) {
            const api_path *errors = steps[k][i].errors;
            if (steps[k][i].op == w->op && errors != NULL && strcmp(errors->steps[0].name, member) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool is_scalar(const api_shape *shape) {
    return shape->type != API_STRUCTURE && shape->type != API_LIST && shape->type != API_MAP;
}

static const char *scalar_text(const writer *w, const api_shape *shape, const char *member, bool json) {
    switch (shape->type) {
    case API_BOOLEAN:
        return "true";
    case API_INTEGER:
    case API_DOUBLE:
        return "3";
    case API_TIMESTAMP:
        return json ? "1700000000" : "2024-01-02T03:04:05Z";
    case API_BLOB:
        return "c2FtcGxl";
    default:
        return word_for(w->aws->spec, member, shape);
    }
}

static void json_value(writer *w, const api_shape *shape, const char *name, int depth);

static void json_members(writer *w, const api_shape *shape, int depth) {
    bool first = true;
    buf_putc(&w->out, '{');
    for (size_t i = 0; i < shape->member_count && depth < DEPTH_MAX; i++) {
        const api_member *m = &shape->members[i];
        if (is_token(w->op, m->name) || tells_failures(w, m->name) || m->location != API_IN_BODY) {
            continue;
        }
        if (w->is_spoilt && w->place == w->aws->place && w->aws->how == SPOIL_MISSING) {
            w->place++;
            continue;
        }
        buf_printf(&w->out, "%s\"%s\":", first ? "" : ",", m->wire_name);
        first = false;
        json_value(w, m->shape, m->name, depth + 1);
    }
    buf_putc(&w->out, '}');
}

static void json_value(writer *w, const api_shape *shape, const char *name, int depth) {
    switch (spoil_here(w)) {
    case SPOIL_MISSING: // of an element: a list with none, or a map's key without a value
    case SPOIL_NULL:
        buf_puts(&w->out, "null");
        return;
    case SPOIL_EMPTY_OBJECT:
        buf_puts(&w->out, "{}");
        return;
    case SPOIL_EMPTY_LIST:
        buf_puts(&w->out, "[]");
        return;
    case SPOIL_OTHER_TYPE:
        buf_puts(&w->out, is_scalar(shape) ? "{\"sample\":[1]}" : "\"sample\"");
        return;
    default:
        break;
    }
    switch (shape->type) {
    case API_STRUCTURE:
        json_members(w, shape, depth);
        break;
    case API_LIST:
        buf_putc(&w->out, '[');
        if (depth < DEPTH_MAX) {
            json_value(w, shape->element->shape, name, depth + 1);
        }
        buf_putc(&w->out, ']');
        break;
    case API_MAP:
        buf_puts(&w->out, "{\"k\":");
        json_value(w, shape->element->shape, name, depth + 1);
        buf_putc(&w->out, '}');
        break;
    case API_STRING:
    case API_BLOB:
        buf_printf(&w->out, "\"%s\"", scalar_text(w, shape, name, true));
        break;
    default:
        buf_puts(&w->out, scalar_text(w, shape, name, true));
    }
}

static void xml_element(writer *w, const api_shape *shape, const char *name, const char *wire_name, int depth);

static void xml_content(writer *w, const api_shape *shape, const char *name, int depth) {
    switch (shape->type) {
    case API_STRUCTURE:
        for (size_t i = 0; i < shape->member_count && depth < DEPTH_MAX; i++) {
            const api_member *m = &shape->members[i];
            bool flat = shape->members[i].flattened || m->shape->flattened;
            if (is_token(w->op, m->name) || tells_failures(w, m->name) || m->location != API_IN_BODY ||
                m->xml_attribute) {
                continue;
            }
            if (flat && m->shape->type == API_LIST) {
                xml_element(w, m->shape->element->shape, m->name, m->wire_name, depth + 1);
            } else {
                xml_element(w, m->shape, m->name, m->wire_name, depth + 1);
            }
        }
        break;
    case API_LIST:
        if (depth < DEPTH_MAX) {
            xml_element(w, shape->element->shape, name, shape->element->wire_name, depth + 1);
        }
        break;
    case API_MAP:
        buf_printf(&w->out, "<entry><%s>k</%s>", shape->key_wire_name, shape->key_wire_name);
        xml_element(w, shape->element->shape, name, shape->element->wire_name, depth + 1);
        buf_puts(&w->out, "</entry>");
        break;
    default:
        buf_puts(&w->out, scalar_text(w, shape, name, false));
    }
}

static void xml_element(writer *w, const api_shape *shape, const char *name, const char *wire_name, int depth) {
    switch (spoil_here(w)) {
    case SPOIL_MISSING:
        return;
    case SPOIL_NULL:
    case SPOIL_EMPTY_OBJECT:
        buf_printf(&w->out, "<%s/>", wire_name);
        return;
    case SPOIL_EMPTY_LIST:
        buf_printf(&w->out, "<%s><item/></%s>", wire_name, wire_name);
        return;
    case SPOIL_OTHER_TYPE:
        buf_printf(&w->out, "<%s>%s</%s>", wire_name, is_scalar(shape) ? "<sample>1</sample>" : "sample", wire_name);
        return;
    default:
        break;
    }
    buf_printf(&w->out, "<%s>", wire_name);
    xml_content(w, shape, name, depth);
    buf_printf(&w->out, "</%s>", wire_name);
}

static bool is_json(const api_operation *op) {
    api_protocol p = op->service->protocol;
    return p == API_JSON_1_0 || p == API_JSON_1_1 || p == API_REST_JSON;
}

static const api_member *payload_of(const api_shape *shape) {
    for (size_t i = 0; shape != NULL && i < shape->member_count; i++) {
        if (shape->members[i].payload) {
            return &shape->members[i];
        }
    }
    return NULL;
}

static void write_document(writer *w) {
    const api_shape *shape = w->op->output;
    const api_member *payload = payload_of(shape);
    const api_shape *body = payload == NULL ? shape : payload->shape;
    if (is_json(w->op)) {
        if (body == NULL) {
            buf_puts(&w->out, "{}");
        } else {
            json_members(w, body, 0);
        }
        return;
    }
    const char *root = payload == NULL ? w->op->name : payload->wire_name;
    const char *suffix = payload == NULL ? "Response" : "";
    const char *wrapper = w->op->result_wrapper;
    buf_printf(&w->out, "<%s%s>", root, suffix);
    if (wrapper != NULL) {
        buf_printf(&w->out, "<%s>", wrapper);
    }
    if (body != NULL) {
        xml_content(w, body, root, 0);
    }
    if (wrapper != NULL) {
        buf_printf(&w->out, "</%s>", wrapper);
    }
    buf_printf(&w->out, "</%s%s>", root, suffix);
}

// ---- answers ---------------------------------------------------------------------------------------------------

static str error_body(arena *a, const api_operation *op, const char *code) {
    if (is_json(op)) {
        return str_of(arena_printf(a, "{\"__type\":\"%s\",\"message\":\"no\"}", code));
    }
    bool ec2 = op->service->protocol == API_EC2_QUERY;
    return str_of(arena_printf(a, "<%s><Error><Code>%s</Code><Message>no</Message></Error></%s>",
                               ec2 ? "Response><Errors" : "ErrorResponse", code,
                               ec2 ? "Errors></Response" : "ErrorResponse"));
}

static void note(fake_aws *aws, const api_operation *op, size_t places) {
    const size_t room = sizeof aws->called / sizeof aws->called[0];
    size_t i = 0;
    while (i < aws->called_count && aws->called[i] != op) {
        i++;
    }
    if (i == aws->called_count && i < room) {
        aws->called[aws->called_count++] = op;
    }
    if (i < room && places > aws->places[i]) {
        aws->places[i] = places;
    }
}

// What the step answers when there is no object.
static http_response nothing_there(const spec_step *step, arena *a) {
    if (step->gone_count > 0) {
        return (http_response){.status = 400, .body = error_body(a, step->op, step->gone[0].code)};
    }
    return (http_response){.status = 200, .body = STR("")};
}

static const spec_step *looks(const spec *s, const api_operation *op) {
    return s->exists != NULL && s->exists->op == op   ? s->exists
           : s->read_count > 0 && s->read[0].op == op ? &s->read[0]
                                                      : NULL;
}

static void change(fake_aws *aws, const api_operation *op, bool is_spoilt) {
    const spec *s = aws->spec;
    if (api_operation_reads(op)) {
        return;
    }
    aws->created |= s->create_count > 0 && s->create[0].op == op && !is_spoilt;
    aws->absent = s->delete_count > 0 && s->delete_[s->delete_count - 1].op == op;
}

static http_response good_answer(fake_aws *aws, const api_operation *op, bool is_spoilt, arena *a) {
    const spec_step *look = looks(aws->spec, op);
    if (aws->absent && look != NULL) {
        note(aws, op, 0);
        return nothing_there(look, a);
    }
    writer w = {.aws = aws, .op = op, .out = buf_make(ANSWER_MAX), .is_spoilt = is_spoilt};
    write_document(&w);
    str body = buf_str(&w.out, a);
    buf_free(&w.out);
    note(aws, op, w.place);
    return (http_response){.status = 200, .body = body};
}

static http_response answer(fake_aws *aws, const api_operation *op, arena *a) {
    bool is_spoilt = aws->spoilt == op;
    change(aws, op, is_spoilt);
    http_response r = good_answer(aws, op, is_spoilt, a);
    switch (is_spoilt ? aws->how : SPOIL_NOTHING) {
    case SPOIL_NO_BODY:
        r.body = STR("");
        break;
    case SPOIL_LIST:
        r.body = is_json(op) ? STR("[]") : STR("<item/>");
        break;
    case SPOIL_GARBAGE:
        r.body = STR("\xff\x00 sorry");
        break;
    case SPOIL_CUT:
        r.body = str_upto(r.body, r.body.len / 2);
        break;
    case SPOIL_ERROR:
        r = (http_response){.status = 400, .body = error_body(a, op, "NoSpecKnowsThis")};
        break;
    default:
        break;
    }
    return r;
}

static bool fake_send(const http_transport *t, arena *a, cancel *stop, const http_request *r, http_response *ret,
                      const char **ret_message, bool *ret_retryable) {
    (void)stop;
    fake_aws *aws = t->data;
    aws->requests++;
    const api_operation *op = operation_of(r);
    if (op == NULL) {
        aws->unknown_requests++;
        *ret_message = "no operation of the models";
        *ret_retryable = false;
        return false;
    }
    if (aws->spoilt == op && aws->how == SPOIL_BROKEN) {
        *ret_message = "nobody is there";
        *ret_retryable = false;
        return false;
    }
    *ret = answer(aws, op, a);
    return true;
}

static int64_t fake_now(const clock_source *c) {
    const fake_aws *aws = c->data;
    return aws->now_ms;
}

static bool fake_sleep(const clock_source *c, cancel *stop, int64_t ms) {
    fake_aws *aws = c->data;
    aws->now_ms += TIMES_AS_FAST * ms;
    return cancel_fired(stop);
}

void fake_aws_reset(fake_aws *aws, const spec *s, bool absent) {
    *aws = (fake_aws){
        .spec = s,
        .absent = absent,
        .now_ms = 1700000000000,
        .transport = {.send = fake_send, .data = aws},
        .clock = {.monotonic_ms = fake_now, .wall_ms = fake_now, .sleep_ms = fake_sleep, .data = aws},
    };
}
