#include "engine/op.h"

#include <string.h>

#include "aws/encoding.h"
#include "engine/mapping.h"
#include "engine/reconcile.h"

static bool is_map(const value *v) {
    return v != NULL && (v->kind == VALUE_MAP || v->kind == VALUE_OBJECT);
}

const value *tags_to_api(arena *a, const spec_tags *t, const value *map) {
    value *out = t->shape == SPEC_TAGS_LIST ? value_list_new(a) : value_object_new(a);
    for (size_t i = 0; is_map(map) && i < map->map.count; i++) {
        const value_entry *entry = &map->map.entries[i];
        if (value_is_null(entry->value) || value_is_unknown(entry->value)) {
            continue;
        }
        if (t->shape != SPEC_TAGS_LIST) {
            value_put(a, out, entry->key, entry->value);
            continue;
        }
        value *tag = value_object_new(a);
        value_put_static(a, tag, t->key_member, value_string(a, entry->key));
        value_put_static(a, tag, t->value_member, entry->value);
        value_push(a, out, tag);
    }
    return out;
}

// key=value&key=value, as in a URL.
static const char *query_text(arena *a, const value *map) {
    enum { MAX_TEXT = 1024 * 1024 };
    buf text = buf_make(MAX_TEXT);
    for (size_t i = 0; i < map->map.count; i++) {
        buf_puts(&text, i == 0 ? "" : "&");
        encoding_percent(&text, map->map.entries[i].key, "");
        buf_putc(&text, '=');
        encoding_percent(&text, value_str(map->map.entries[i].value), "");
    }
    const char *copy = buf_str(&text, a).ptr;
    buf_free(&text);
    return copy;
}

void tags_into_create(engine_op *op, value *input) {
    const spec_tags *t = op->spec->tags;
    const value *all = op_attr(op, "tags_all");
    if (t == NULL || t->create_member == NULL || value_count(all) == 0) {
        return;
    }
    if (t->create_text) {
        document_put(op->arena, input, t->create_member, value_cstr(op->arena, query_text(op->arena, all)));
        return;
    }
    const value *tags = tags_to_api(op->arena, t, all);
    if (t->specification == NULL) {
        document_put(op->arena, input, t->create_member, tags);
        return;
    }
    value *specification = value_object_new(op->arena);
    value_put_static(op->arena, specification, "ResourceType", value_cstr(op->arena, t->specification));
    value_put_static(op->arena, specification, "Tags", tags);
    value *list = value_list_new(op->arena);
    value_push(op->arena, list, specification);
    document_put(op->arena, input, t->create_member, list);
}

static op_result tag_call(engine_op *op, const spec_step *step, const value *tags, const value *keys) {
    op->tags = tags;
    op->tag_keys = keys;
    spec_step plain = *step;
    plain.maps = NULL;
    plain.carries = NULL;
    op_result result = step_run(op, &plain, NULL);
    op->tags = NULL;
    op->tag_keys = NULL;
    return result;
}

static const value *tags_of_list(engine_op *op, const value *found) {
    const spec_tags *t = op->spec->tags;
    value *map = value_map_new(op->arena);
    for (size_t i = 0; i < value_count(found); i++) {
        str key = is_map(found) ? found->map.entries[i].key : value_str(value_get(value_item(found, i), t->key_member));
        const value *v = is_map(found) ? found->map.entries[i].value : value_get(value_item(found, i), t->value_member);
        value_put(op->arena, map, key, value_is_null(v) ? value_cstr(op->arena, "") : v);
    }
    return map;
}

// All tags at once: those that the object has and that were not ours before stay.
static op_result replace_tags(engine_op *op, const value *before, const value *after) {
    const spec_tags *t = op->spec->tags;
    value *all = value_map_new(op->arena);
    if (op->verb != VERB_CREATE) {
        spec_step ask = *t->whole;
        ask.name = "whole";
        ask.maps = NULL;
        ask.carries = NULL;
        op_result asked = step_run(op, &ask, NULL);
        if (asked != OP_DONE) {
            return asked;
        }
        const value *there = tags_of_list(op, op_output_of(op, "whole"));
        for (size_t i = 0; i < there->map.count; i++) {
            if (value_get_str(before, there->map.entries[i].key) == NULL) {
                value_put(op->arena, all, there->map.entries[i].key, there->map.entries[i].value);
            }
        }
    }
    for (size_t i = 0; is_map(after) && i < after->map.count; i++) {
        value_put(op->arena, all, after->map.entries[i].key, after->map.entries[i].value);
    }
    return value_count(all) > 0 ? tag_call(op, t->tag, tags_to_api(op->arena, t, all), NULL)
                                : tag_call(op, t->untag, NULL, NULL);
}

op_result tags_update(engine_op *op, const value *before, const value *after) {
    const spec_tags *t = op->spec->tags;
    if (t == NULL || value_is_unknown(after)) {
        return OP_DONE;
    }
    value *removed = value_list_new(op->arena);
    for (size_t i = 0; is_map(before) && i < before->map.count; i++) {
        if (value_get_str(after, before->map.entries[i].key) == NULL) {
            value_push(op->arena, removed, value_string(op->arena, before->map.entries[i].key));
        }
    }
    value *set = value_map_new(op->arena);
    for (size_t i = 0; is_map(after) && i < after->map.count; i++) {
        const value_entry *entry = &after->map.entries[i];
        if (!value_equal(value_get_str(before, entry->key), entry->value)) {
            value_put(op->arena, set, entry->key, entry->value);
        }
    }
    op_result result = OP_DONE;
    if (t->whole != NULL && value_count(removed) + value_count(set) > 0) {
        return replace_tags(op, before, after);
    }
    if (value_count(removed) > 0 && t->untag != NULL) {
        result = tag_call(op, t->untag, NULL, removed);
    }
    if (result == OP_DONE && value_count(set) > 0 && t->tag != NULL) {
        result = tag_call(op, t->tag, tags_to_api(op->arena, t, set), NULL);
    }
    return result;
}

// All tags of the object but AWS's own and ignored ones, as a map.
static const value *tags_from_api(engine_op *op) {
    const spec_tags *t = op->spec->tags;
    const value *root = api_path_root(op->outputs, op_output_of(op, ""), t->out);
    const value *all = api_path_all(op->arena, root, t->out);
    value *map = value_map_new(op->arena);
    for (size_t m = 0; m < value_count(all); m++) {
        const value *found = tags_of_list(op, value_item(all, m));
        for (size_t i = 0; i < found->map.count; i++) {
            str key = found->map.entries[i].key;
            if (!str_has_prefix(key, "aws:") && !engine_tag_ignored(op->call->engine, key)) {
                value_put(op->arena, map, key, found->map.entries[i].value);
            }
        }
    }
    return map;
}

// `tags` are those that the provider's default_tags do not account for, as they are or as they were when the state was
// written; a default that the resource names itself stays.
void tags_read(engine_op *op, value *fresh) {
    const spec_tags *t = op->spec->tags;
    if (t == NULL || t->out == NULL) {
        return;
    }
    const value *all = tags_from_api(op);
    expr_scope scope = op_scope(op);
    // A data source tells all tags: those that the provider gives to what it makes are none of its business.
    bool without_defaults =
        op->spec->kind == SPEC_DATA || (t->without_defaults != NULL && expr_holds(&scope, t->without_defaults, NULL));
    const value *defaults = engine_default_tags(op->call->engine);
    const value *named = value_get(op->subject, "tags");
    const value *before = value_get(op->subject, "tags_all");
    value *own = value_map_new(op->arena);
    for (size_t i = 0; i < all->map.count; i++) {
        const value_entry *entry = &all->map.entries[i];
        bool by_default = !without_defaults && (value_equal(value_get_str(defaults, entry->key), entry->value) ||
                                                value_equal(value_get_str(before, entry->key), entry->value));
        if (!by_default || !value_is_null(value_get_str(named, entry->key))) { // a null is none
            value_put(op->arena, own, entry->key, entry->value);
        }
    }
    value_put_static(op->arena, fresh, "tags", value_count(own) == 0 ? value_null() : own);
    value_put_static(op->arena, fresh, "tags_all", all);
}
