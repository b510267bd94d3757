// The calls of a gathering: one for all, and further ones where AWS refuses it as a whole because of one object.
#include <string.h>

#include "engine/batch_internal.h"

// Some of what is wanted.
typedef struct set {
    wanted **items;
    size_t count;
} set;

static bool call(gathering *g, set s, const value **ret_output, const aws_error **ret_error) {
    value *input = value_copy(g->arena, g->read.input, VALUE_OBJECT);
    if (g->read.batch != NULL) {
        value *keys = value_list_new(g->arena);
        for (size_t i = 0; i < s.count; i++) {
            value_push(g->arena, keys, value_cstr(g->arena, s.items[i]->key));
        }
        value_put_static(g->arena, input, g->read.batch->member, keys);
    }
    aws_call_options options = {
        .arena = g->arena,
        .stop = g->stop,
        .region = g->region,
        .extra_user_agent = g->agent[0] == '\0' ? NULL : g->agent,
    };
    return g->read.pages ? aws_call_pages(g->read.client, g->read.op, input, &options, ret_output, ret_error)
                         : aws_call(g->read.client, g->read.op, input, &options, ret_output, ret_error);
}

static void answer(set s, const value *output, const aws_error *error) {
    for (size_t i = 0; i < s.count; i++) {
        s.items[i]->output = output;
        s.items[i]->error = error;
    }
}

// ---- errors that name the objects that are not there ----

static bool says_gone(const gathering *g, const aws_error *e) {
    for (size_t i = 0; i < g->read.gone_count; i++) {
        if (aws_error_is(e, g->read.gone[i].code, g->read.gone[i].message_part)) {
            return true;
        }
    }
    return false;
}

// Takes the objects that the error names as not there out of the set. Another one's name may have theirs in it, so each
// of them asks alone. False when it names none.
static bool drop_named(const gathering *g, set *s, const aws_error *e) {
    if (!says_gone(g, e)) {
        return false;
    }
    size_t kept = 0;
    for (size_t i = 0; i < s->count; i++) {
        if (strstr(e->message, s->items[i]->key) == NULL) {
            s->items[kept++] = s->items[i];
        }
    }
    bool any = kept < s->count;
    s->count = kept;
    return any;
}

// ---- splitting ----

// Whoever sent it, and for whatever: each would hear the same.
static bool is_for_all(const gathering *g, const aws_error *e) {
    return g->read.batch == NULL || e->kind == AWS_ERROR_CANCELLED || e->kind == AWS_ERROR_TRANSPORT ||
           e->kind == AWS_ERROR_CREDENTIALS || aws_error_is_throttling(e);
}

// True when everything in the set is answered; else it was refused for an object that the error does not name, and what
// is left of the set is not answered.
static bool send(gathering *g, set *s) {
    while (s->count > 0) {
        const value *output = NULL;
        const aws_error *error = NULL;
        if (call(g, *s, &output, &error)) {
            answer(*s, output, NULL);
            return true;
        }
        if (s->count == 1 || is_for_all(g, error)) {
            answer(*s, NULL, error);
            return true;
        }
        if (!drop_named(g, s, error)) {
            return false;
        }
    }
    return true;
}

void batch_ask(gathering *g) {
    set s = {.items = ARENA_ARRAY(g->arena, wanted *, g->count), .count = g->count};
    for (size_t i = 0; i < g->count; i++) {
        s.items[i] = &g->wanted[i];
    }
    if (send(g, &s)) {
        return;
    }
    // The one that the whole is refused for is looked for by halves. Where both halves are refused there are several:
    // looking on would take more calls than it saves, and each asks alone.
    while (s.count > 1) {
        set first = {.items = s.items, .count = s.count / 2};
        set second = {.items = s.items + first.count, .count = s.count - first.count};
        if (send(g, &first)) {
            s = second;
        } else if (send(g, &second)) {
            s = first;
        } else {
            return;
        }
    }
}

// ---- taking apart ----

static bool is_object(const gathering *g, const value *object, const char *key) {
    for (const char *const *k = g->read.batch->keys; *k != NULL; k++) {
        if (strcmp(value_text(value_get(object, *k)), key) == 0) {
            return true;
        }
    }
    return false;
}

static const value *own_objects(arena *a, const gathering *g, const value *objects, const char *key) {
    value *own = value_list_new(a);
    for (size_t i = 0; i < value_count(objects); i++) {
        if (is_object(g, value_item(objects, i), key)) {
            value_push(a, own, value_deep_copy(a, value_item(objects, i)));
        }
    }
    return own;
}

static const value *with_member(arena *a, const value *object, const char *member, const value *instead) {
    value *copy = value_object_new(a);
    for (size_t i = 0; i < object->map.count; i++) {
        const value_entry *e = &object->map.entries[i];
        if (!str_is(e->key, member)) {
            value_put(a, copy, e->key, value_deep_copy(a, e->value));
        }
    }
    value_put_static(a, copy, member, instead);
    return copy;
}

// Of lists in a list those that have an object of the key, with nothing else in them.
static const value *own_within(arena *a, const gathering *g, const value *outer, const char *key) {
    const char *within = g->read.batch->within;
    value *own = value_list_new(a);
    for (size_t i = 0; i < value_count(outer); i++) {
        const value *item = value_item(outer, i);
        const value *objects = own_objects(a, g, value_get(item, within), key);
        if (value_count(objects) > 0) {
            value_push(a, own, with_member(a, item, within, objects));
        }
    }
    return own;
}

const value *batch_part(arena *a, const gathering *g, const wanted *w) {
    const spec_batch *b = g->read.batch;
    if (b == NULL || w->output->kind != VALUE_OBJECT) {
        return value_deep_copy(a, w->output);
    }
    const value *objects = value_get(w->output, b->list);
    const value *own = b->within == NULL ? own_objects(a, g, objects, w->key) : own_within(a, g, objects, w->key);
    return value_count(own) == 0 ? NULL : with_member(a, w->output, b->list, own);
}
