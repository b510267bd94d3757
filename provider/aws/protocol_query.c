// Query and EC2 Query: the input as a form whose keys are dotted places.
#include <string.h>

#include "aws/encoding.h"
#include "aws/protocol.h"

typedef struct form {
    arena *a;
    buf body;
    buf key; // the place being written: grows and shrinks while the document is walked
    bool ec2;
} form;

static void write_value(form *f, const api_member *member, const api_shape *shape, const value *v);

// Extends the key by a step and gives what to cut it back to.
static size_t push_step(form *f, const char *step) {
    size_t mark = f->key.len;
    if (mark > 0) {
        buf_putc(&f->key, '.');
    }
    size_t start = f->key.len;
    buf_puts(&f->key, step);
    // EC2 takes the model's names with a capital letter.
    if (f->ec2 && f->key.len > start && f->key.ptr[start] >= 'a' && f->key.ptr[start] <= 'z') {
        f->key.ptr[start] = (char)(f->key.ptr[start] - 'a' + 'A');
    }
    return mark;
}

static size_t push_index(form *f, size_t index) {
    size_t mark = f->key.len;
    buf_printf(&f->key, ".%zu", index);
    return mark;
}

static void pop_to(form *f, size_t mark) {
    f->key.len = mark;
}

static void write_pair(form *f, str text) {
    buf_putc(&f->body, '&');
    encoding_percent(&f->body, (str){.ptr = f->key.ptr, .len = f->key.len}, "");
    buf_putc(&f->body, '=');
    encoding_percent(&f->body, text, "");
}

static void write_structure(form *f, const api_shape *shape, const value *v) {
    // In the model's order, as the SDKs send it.
    for (size_t i = 0; i < shape->member_count; i++) {
        const api_member *member = &shape->members[i];
        const value *item = value_get(v, member->name);
        if (item == NULL) {
            continue;
        }
        const char *name = f->ec2 && member->query_name != NULL ? member->query_name : member->wire_name;
        bool flat = !f->ec2 && protocol_list_is_flat(member, member->shape);
        size_t mark = push_step(f, flat ? protocol_flat_name(member, name) : name);
        write_value(f, member, member->shape, item);
        pop_to(f, mark);
    }
}

static void write_list(form *f, const api_member *member, const api_shape *shape, const value *v) {
    if (v->list.count == 0) {
        // Query says "empty" with the bare name; EC2 has no way to say it.
        if (!f->ec2) {
            write_pair(f, STR(""));
        }
        return;
    }
    size_t mark = f->key.len;
    if (!f->ec2 && !protocol_list_is_flat(member, shape)) {
        mark = push_step(f, shape->element->wire_name == NULL ? "member" : shape->element->wire_name);
    }
    for (size_t i = 0; i < v->list.count; i++) {
        size_t index_mark = push_index(f, i + 1);
        write_value(f, shape->element, shape->element->shape, v->list.items[i]);
        pop_to(f, index_mark);
    }
    pop_to(f, mark);
}

static void write_map(form *f, const api_member *member, const api_shape *shape, const value *v) {
    size_t mark = f->key.len;
    if (!protocol_list_is_flat(member, shape)) {
        mark = push_step(f, "entry");
    }
    const char *key_name = shape->key_wire_name == NULL ? "key" : shape->key_wire_name;
    const char *value_name = shape->element->wire_name == NULL ? "value" : shape->element->wire_name;
    for (size_t i = 0; i < v->map.count; i++) {
        size_t index_mark = push_index(f, i + 1);
        size_t key_mark = push_step(f, key_name);
        write_pair(f, v->map.entries[i].key);
        pop_to(f, key_mark);
        size_t value_mark = push_step(f, value_name);
        write_value(f, shape->element, shape->element->shape, v->map.entries[i].value);
        pop_to(f, value_mark);
        pop_to(f, index_mark);
    }
    pop_to(f, mark);
}

static void write_value(form *f, const api_member *member, const api_shape *shape, const value *v) {
    switch (shape->type) {
    case API_STRUCTURE:
        write_structure(f, shape, v);
        break;
    case API_LIST:
        write_list(f, member, shape, v);
        break;
    case API_MAP:
        write_map(f, member, shape, v);
        break;
    case API_STRING:
    case API_BLOB:
        write_pair(f, value_str(v));
        break;
    default:
        write_pair(f, str_of(protocol_scalar_text(f->a, shape, member, v, API_TIME_ISO8601)));
        break;
    }
}

bool protocol_query_build(arena *a, const api_operation *op, const value *input, protocol_request *ret,
                          const char **ret_message) {
    form f = {
        .a = a,
        .body = buf_make(PROTOCOL_MAX_REQUEST),
        .key = buf_make(PROTOCOL_MAX_REQUEST),
        .ec2 = op->service->protocol == API_EC2_QUERY,
    };
    buf_printf(&f.body, "Action=%s&Version=%s", op->name, op->service->api_version);
    if (op->input != NULL) {
        write_structure(&f, op->input, input);
    }
    bool ok = !f.body.failed && !f.key.failed;
    if (ok) {
        protocol_headers headers = {0};
        protocol_headers_add(a, &headers, "content-type", "application/x-www-form-urlencoded; charset=utf-8");
        *ret = (protocol_request){
            .path = "/",
            .query = "",
            .headers = headers.items,
            .header_count = headers.count,
            .body = buf_str(&f.body, a),
        };
    } else {
        *ret_message = "the request is too large";
    }
    buf_free(&f.body);
    buf_free(&f.key);
    return ok;
}
