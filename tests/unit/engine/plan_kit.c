#include "engine/plan_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "engine/plan_check.h"

static const char UNKNOWN[] = "(unknown)";

kit kit_make(void) {
    arena *a = arena_new();
    return (kit){.arena = a, .call = {.arena = a, .diags = {.arena = a}}};
}

void kit_free(kit *k) {
    arena_free(k->arena);
}

static const value *with_unknowns(arena *a, const value *v) {
    if (value_is_known_string(v) && str_is(v->string, UNKNOWN)) {
        return value_unknown();
    }
    if (v->kind == VALUE_LIST) {
        value *out = value_list_new(a);
        for (size_t i = 0; i < value_count(v); i++) {
            value_push(a, out, with_unknowns(a, value_item(v, i)));
        }
        return out;
    }
    if (v->kind == VALUE_OBJECT) {
        value *out = value_object_new(a);
        for (size_t i = 0; i < v->map.count; i++) {
            value_put(a, out, v->map.entries[i].key, with_unknowns(a, v->map.entries[i].value));
        }
        return out;
    }
    return v;
}

static const value *shape_object(arena *a, const spec_attr *attrs, size_t count, const value *v);

static const value *shape(arena *a, const spec_attr *attr, const value *v) {
    bool block = attr->nesting == SPEC_BLOCK_LIST || attr->nesting == SPEC_BLOCK_SET;
    bool set = attr->nesting == SPEC_BLOCK_SET || attr->nesting == SPEC_OBJECT_SET;
    if (value_is_unknown(v)) {
        return v;
    }
    if (value_is_null(v)) {
        return !block ? value_null() : set ? value_set_new(a) : value_list_new(a);
    }
    if (attr->nesting == SPEC_PLAIN) {
        const value *converted;
        const path *at;
        const char *message;
        if (!type_convert(a, attr->type, v, &converted, &at, &message)) {
            fprintf(stderr, "%s %s\n", attr->name, message);
            abort();
        }
        return converted;
    }
    if (attr->nesting == SPEC_BLOCK_SINGLE) {
        return shape_object(a, attr->of, attr->of_count, v);
    }
    value *out = set ? value_set_new(a) : value_list_new(a);
    for (size_t i = 0; i < value_count(v); i++) {
        value_push(a, out, shape_object(a, attr->of, attr->of_count, value_item(v, i)));
    }
    return out;
}

static const value *shape_object(arena *a, const spec_attr *attrs, size_t count, const value *v) {
    value *out = value_object_new(a);
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const value *member = value_get(v, attrs[i].name);
        found += member != NULL;
        value_put_static(a, out, attrs[i].name, shape(a, &attrs[i], member));
    }
    if (found != value_count(v)) {
        fprintf(stderr, "the value has an attribute that the spec lacks\n");
        abort();
    }
    return out;
}

const value *kit_value(kit *k, const spec_attr *attrs, size_t count, const char *json) {
    const value *document;
    const char *message;
    if (json == NULL) {
        return value_null();
    }
    if (!json_parse(k->arena, str_of(json), &document, &message)) {
        fprintf(stderr, "%s: %s\n", json, message);
        abort();
    }
    return shape_object(k->arena, attrs, count, with_unknowns(k->arena, document));
}

static const value *without_unknowns(arena *a, const value *v) {
    if (value_is_unknown(v)) {
        return value_cstr(a, UNKNOWN);
    }
    if (v != NULL && (v->kind == VALUE_LIST || v->kind == VALUE_SET)) {
        value *out = value_list_new(a);
        for (size_t i = 0; i < value_count(v); i++) {
            value_push(a, out, without_unknowns(a, value_item(v, i)));
        }
        return out;
    }
    if (v != NULL && (v->kind == VALUE_MAP || v->kind == VALUE_OBJECT)) {
        value *out = value_object_new(a);
        for (size_t i = 0; i < v->map.count; i++) {
            value_put(a, out, v->map.entries[i].key, without_unknowns(a, v->map.entries[i].value));
        }
        return out;
    }
    return v;
}

const char *kit_text(kit *k, const value *v) {
    return v == NULL ? "(NULL)" : json_text(k->arena, without_unknowns(k->arena, v)).ptr;
}

engine_plan_response kit_plan(kit *k, const spec *s, const char *prior, const char *config) {
    const spec_block *b = &s->block;
    engine_plan_request q = {.prior = kit_value(k, b->attrs, b->attr_count, prior),
                             .config = kit_value(k, b->attrs, b->attr_count, config)};
    q.proposed = q.config;
    engine_plan_response r;
    engine_plan(&k->call, s, &q, &r);
    bool valid = plan_is_valid(b->attrs, b->attr_count, q.prior, q.config, r.planned);
    if (valid == r.legacy_type_system) {
        fprintf(stderr, "legacy_type_system is %d, though the plan is %s\n", r.legacy_type_system,
                valid ? "valid" : "not valid");
        abort();
    }
    return r;
}

const char *kit_planned(kit *k, const engine_plan_response *r, const char *attribute) {
    return kit_text(k, value_get(r->planned, attribute));
}

static int compare_texts(const void *x, const void *y) {
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

const char *kit_replaces(kit *k, const engine_plan_response *r) {
    const char **texts = ARENA_ARRAY(k->arena, const char *, r->requires_replace_count);
    for (size_t i = 0; i < r->requires_replace_count; i++) {
        texts[i] = path_text(k->arena, r->requires_replace[i]);
    }
    qsort(texts, r->requires_replace_count, sizeof *texts, compare_texts);
    const char *all = "";
    for (size_t i = 0; i < r->requires_replace_count; i++) {
        all = arena_printf(k->arena, "%s%s%s", all, i == 0 ? "" : " ", texts[i]);
    }
    return all;
}

bool kit_twice(kit *k, const spec *s, const char *prior, const char *first, const char *second) {
    engine_plan_response one = kit_plan(k, s, prior, first);
    engine_plan_response two = kit_plan(k, s, prior, second);
    bool kept = plan_may_become(one.planned, two.planned);
    bool replaced_late = one.requires_replace_count == 0 && two.requires_replace_count > 0;
    if (!kept || replaced_late) {
        printf("first  %s replaces (%s)\nsecond %s replaces (%s)\n", kit_text(k, one.planned), kit_replaces(k, &one),
               kit_text(k, two.planned), kit_replaces(k, &two));
    }
    return kept && !replaced_late;
}

bool kit_no_change(kit *k, const spec *s, const char *prior, const char *config) {
    engine_plan_response r = kit_plan(k, s, prior, config);
    const value *was = kit_value(k, s->block.attrs, s->block.attr_count, prior);
    bool same = value_equal(r.planned, was) && r.requires_replace_count == 0;
    if (!same) {
        printf("prior   %s\nplanned %s replaces (%s)\n", kit_text(k, was), kit_text(k, r.planned), kit_replaces(k, &r));
    }
    return same;
}
