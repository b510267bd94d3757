#include "base/json.h"
#include "engine/duration.h"
#include "engine/format_net.h"
#include "engine/ip_protocol.h"
#include "engine/spec.h"

#include <stdlib.h>
#include <string.h>

#include "aws/encoding.h"

typedef bool (*same_text)(arena *a, str x, str y);

static bool same_lists(arena *a, same_text same, const value *x, const value *y);

// Lifts a comparison of texts to values: collections are compared element by element.
static bool lift(arena *a, same_text same, const value *x, const value *y) {
    if (value_equal(x, y)) {
        return true;
    }
    if (x->kind != y->kind) {
        return false;
    }
    switch (x->kind) {
    case VALUE_STRING:
        return same(a, x->string, y->string);
    case VALUE_LIST:
    case VALUE_SET:
        return same_lists(a, same, x, y);
    case VALUE_MAP:
    case VALUE_OBJECT:
        for (size_t i = 0; i < x->map.count; i++) {
            const value *other = value_get_str(y, x->map.entries[i].key);
            if (other == NULL || !lift(a, same, x->map.entries[i].value, other)) {
                return false;
            }
        }
        return x->map.count == y->map.count;
    default:
        return false;
    }
}

static bool same_lists(arena *a, same_text same, const value *x, const value *y) {
    size_t count = value_count(x);
    if (count != value_count(y)) {
        return false;
    }
    bool *used = ARENA_ARRAY(a, bool, count);
    for (size_t i = 0; i < count; i++) {
        bool found = false;
        for (size_t k = 0; k < count && !found; k++) {
            bool candidate = x->kind == VALUE_LIST ? k == i : !used[k];
            if (candidate && lift(a, same, value_item(x, i), value_item(y, k))) {
                used[k] = found = true;
            }
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static bool json_texts(arena *a, str x, str y) {
    const value *p;
    const value *q;
    const char *message;
    return json_parse(a, x, &p, &message) && json_parse(a, y, &q, &message) && value_equal(p, q);
}

bool same_json(arena *a, const value *x, const value *y) {
    return lift(a, json_texts, x, y);
}

// Lists become sets; nulls and empty lists are left out. As deep as the document, which its parser bounds.
static const value *without_order(arena *a, const value *v) {
    if (v->kind == VALUE_LIST) {
        value *set = value_set_new(a);
        for (size_t i = 0; i < value_count(v); i++) {
            value_push(a, set, without_order(a, value_item(v, i)));
        }
        return set;
    }
    if (v->kind != VALUE_OBJECT) {
        return v;
    }
    value *object = value_object_new(a);
    for (size_t i = 0; i < v->map.count; i++) {
        const value *member = without_order(a, v->map.entries[i].value);
        if (!value_is_null(member) && (member->kind != VALUE_SET || value_count(member) > 0)) {
            value_put(a, object, v->map.entries[i].key, member);
        }
    }
    return object;
}

static bool json_texts_any_order(arena *a, str x, str y) {
    const value *p;
    const value *q;
    const char *message;
    return json_parse(a, x, &p, &message) && json_parse(a, y, &q, &message) &&
           value_equal(without_order(a, p), without_order(a, q));
}

bool same_json_any_order(arena *a, const value *x, const value *y) {
    return lift(a, json_texts_any_order, x, y);
}

static bool nocase_texts(arena *a, str x, str y) {
    (void)a;
    return str_eq_nocase(x, y);
}

bool same_nocase(arena *a, const value *x, const value *y) {
    return lift(a, nocase_texts, x, y);
}

// Is `name` what the ARN's resource ends in: all of it, or its last parts?
static bool arn_ends_in(str arn, str name) {
    str resource = arn;
    for (int i = 0; i < 5; i++) {
        size_t colon;
        if (!str_find(resource, ":", &colon)) {
            return false;
        }
        resource = str_from(resource, colon + 1);
    }
    if (name.len == 0 || name.len > resource.len) {
        return false;
    }
    size_t before = resource.len - name.len;
    bool whole_part = before == 0 || resource.ptr[before - 1] == '/' || resource.ptr[before - 1] == ':';
    return whole_part && str_eq(str_from(resource, before), name);
}

static bool arn_or_name_texts(arena *a, str x, str y) {
    (void)a;
    bool x_is_arn = str_has_prefix(x, "arn:");
    bool y_is_arn = str_has_prefix(y, "arn:");
    return x_is_arn != y_is_arn && (x_is_arn ? arn_ends_in(x, y) : arn_ends_in(y, x));
}

bool same_arn_or_name(arena *a, const value *x, const value *y) {
    return lift(a, arn_or_name_texts, x, y);
}

static bool duration_texts(arena *a, str x, str y) {
    (void)a;
    int64_t p, q;
    return duration_parse(x, &p) && duration_parse(y, &q) && p == q;
}

bool same_duration(arena *a, const value *x, const value *y) {
    return lift(a, duration_texts, x, y);
}

static bool base64_texts(arena *a, str x, str y) {
    str decoded;
    return (encoding_base64_decode(a, x, &decoded) && str_eq(decoded, y)) ||
           (encoding_base64_decode(a, y, &decoded) && str_eq(decoded, x));
}

bool same_base64(arena *a, const value *x, const value *y) {
    return lift(a, base64_texts, x, y);
}

static str without_dot(str s) {
    return s.len > 1 && s.ptr[s.len - 1] == '.' ? str_upto(s, s.len - 1) : s;
}

static bool dotted_texts(arena *a, str x, str y) {
    (void)a;
    return str_eq_nocase(without_dot(x), without_dot(y));
}

bool same_trailing_dot(arena *a, const value *x, const value *y) {
    return lift(a, dotted_texts, x, y);
}

static int compare_items(const void *x, const void *y) {
    return value_cmp(*(const value *const *)x, *(const value *const *)y);
}

static value *sorted(arena *a, const value *list) {
    value *out = value_copy(a, list, VALUE_LIST);
    if (out->list.count > 1) {
        qsort(out->list.items, out->list.count, sizeof(const value *), compare_items);
    }
    return out;
}

bool same_any_order(arena *a, const value *x, const value *y) {
    bool lists = (x->kind == VALUE_LIST || x->kind == VALUE_SET) && (y->kind == VALUE_LIST || y->kind == VALUE_SET);
    return lists && value_equal(sorted(a, x), sorted(a, y));
}

static bool cidr_texts(arena *a, str x, str y) {
    (void)a;
    net_address p, q;
    return net_parse(x, &p) && net_parse(y, &q) && p.family == q.family && p.bits == q.bits &&
           memcmp(p.bytes, q.bytes, sizeof p.bytes) == 0;
}

bool same_cidr(arena *a, const value *x, const value *y) {
    return lift(a, cidr_texts, x, y);
}

static bool number_texts(arena *a, str x, str y) {
    const value *p;
    const value *q;
    return value_number_parse(a, x, &p) && value_number_parse(a, y, &q) && value_equal(p, q);
}

bool same_number(arena *a, const value *x, const value *y) {
    return lift(a, number_texts, x, y);
}

static bool ip_protocol(arena *a, str x, str y) {
    return strcmp(ip_protocol_name(a, x), ip_protocol_name(a, y)) == 0;
}

bool same_ip_protocol(arena *a, const value *x, const value *y) {
    return lift(a, ip_protocol, x, y);
}
