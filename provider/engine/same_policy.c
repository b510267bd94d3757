// IAM policy documents that allow and deny the same, whatever their spelling. Both are put into one canonical form, in
// which what has no order is a set, and what may be a text or a list of texts is a set too.
#include "base/json.h"
#include "engine/spec.h"

#include <string.h>

static const value *lower(arena *a, str s) {
    char *text = arena_strndup(a, s.ptr, s.len);
    for (size_t i = 0; i < s.len; i++) {
        if (text[i] >= 'A' && text[i] <= 'Z') {
            text[i] = (char)(text[i] - 'A' + 'a');
        }
    }
    return value_string(a, (str){.ptr = text, .len = s.len});
}

typedef const value *(*item_form)(arena *a, const value *item);

// A text, or a list of them; conditions may hold numbers and bools, which AWS takes as texts.
static const value *text_set(arena *a, const value *v, item_form form) {
    value *out = value_set_new(a);
    bool many = v->kind == VALUE_LIST;
    for (size_t i = 0; i < (many ? value_count(v) : 1); i++) {
        const value *item = many ? value_item(v, i) : v;
        const char *text = value_scalar_text(a, item);
        const value *plain = text == NULL || item->kind == VALUE_STRING ? item : value_cstr(a, text);
        value_push(a, out, form == NULL ? plain : form(a, plain));
    }
    return out;
}

static const value *action_form(arena *a, const value *item) {
    return item->kind == VALUE_STRING ? lower(a, item->string) : item;
}

// An account may be named by its number or by the ARN of its root.
static const value *principal_form(arena *a, const value *item) {
    str s = value_str(item);
    static const char root[] = ":root";
    size_t colon;
    if (s.len != 12 && str_has_prefix(s, "arn:") && str_has_suffix(s, root) && str_find(s, ":iam::", &colon)) {
        str account = str_from(s, colon + strlen(":iam::"));
        account = str_upto(account, account.len - strlen(root));
        return account.len == 12 ? value_string(a, account) : item;
    }
    return item;
}

static const value *principals(arena *a, const value *v) {
    value *out = value_object_new(a);
    if (v->kind != VALUE_OBJECT) { // "*" is everyone, like {"AWS": "*"}
        value_put_static(a, out, "AWS", text_set(a, v, principal_form));
        return out;
    }
    for (size_t i = 0; i < v->map.count; i++) {
        value_put(a, out, v->map.entries[i].key, text_set(a, v->map.entries[i].value, principal_form));
    }
    return out;
}

// {operator: {key: values}}; the keys know no case.
static const value *conditions(arena *a, const value *v) {
    if (v->kind != VALUE_OBJECT) {
        return v;
    }
    value *out = value_object_new(a);
    for (size_t i = 0; i < v->map.count; i++) {
        const value *keys = v->map.entries[i].value;
        if (keys->kind != VALUE_OBJECT) {
            value_put(a, out, v->map.entries[i].key, keys);
            continue;
        }
        value *canonical = value_object_new(a);
        for (size_t k = 0; k < keys->map.count; k++) {
            const value *key = lower(a, keys->map.entries[k].key);
            value_put(a, canonical, key->string, text_set(a, keys->map.entries[k].value, NULL));
        }
        value_put(a, out, v->map.entries[i].key, canonical);
    }
    return out;
}

static const value *statement_part(arena *a, str name, const value *v) {
    if (str_is(name, "Action") || str_is(name, "NotAction")) {
        return text_set(a, v, action_form);
    }
    if (str_is(name, "Resource") || str_is(name, "NotResource")) {
        return text_set(a, v, NULL);
    }
    if (str_is(name, "Principal") || str_is(name, "NotPrincipal")) {
        return principals(a, v);
    }
    if (str_is(name, "Condition")) {
        return conditions(a, v);
    }
    return v;
}

static const value *statement(arena *a, const value *v) {
    if (v->kind != VALUE_OBJECT) {
        return v;
    }
    value *out = value_object_new(a);
    for (size_t i = 0; i < v->map.count; i++) {
        const value_entry *entry = &v->map.entries[i];
        if (!value_is_empty(entry->value)) {
            value_put(a, out, entry->key, statement_part(a, entry->key, entry->value));
        }
    }
    return out;
}

static const value *canonical(arena *a, const value *document) {
    if (document->kind != VALUE_OBJECT) {
        return document;
    }
    value *out = value_object_new(a);
    // What AWS takes for a document that does not say.
    value_put_static(a, out, "Version", value_cstr(a, "2008-10-17"));
    for (size_t i = 0; i < document->map.count; i++) {
        const value_entry *entry = &document->map.entries[i];
        if (value_is_empty(entry->value)) {
            continue;
        }
        if (!str_is(entry->key, "Statement")) {
            value_put(a, out, entry->key, entry->value);
            continue;
        }
        value *statements = value_set_new(a);
        bool many = entry->value->kind == VALUE_LIST;
        for (size_t k = 0; k < (many ? value_count(entry->value) : 1); k++) {
            value_push(a, statements, statement(a, many ? value_item(entry->value, k) : entry->value));
        }
        value_put_static(a, out, "Statement", statements);
    }
    return out;
}

bool same_policy(arena *a, const value *x, const value *y) {
    if (value_equal(x, y)) {
        return true;
    }
    const value *p;
    const value *q;
    const char *message;
    if (!value_is_known_string(x) || !value_is_known_string(y) || !json_parse(a, x->string, &p, &message) ||
        !json_parse(a, y->string, &q, &message)) {
        return false;
    }
    return value_equal(canonical(a, p), canonical(a, q));
}
