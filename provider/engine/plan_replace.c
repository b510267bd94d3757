#include "engine/plan_internal.h"

#include <string.h>

static bool same_path(const path *x, const path *y) {
    for (; x != NULL && y != NULL; x = x->parent, y = y->parent) {
        bool same = x->kind == y->kind && (x->kind == PATH_INDEX ? x->index == y->index : str_eq(x->name, y->name));
        if (!same) {
            return false;
        }
    }
    return x == y;
}

void plan_add_replacement(arena *a, engine_plan_response *response, const path *at) {
    size_t count = response->requires_replace_count;
    for (size_t i = 0; i < count; i++) {
        if (same_path(response->requires_replace[i], at)) {
            return;
        }
    }
    const path **grown = ARENA_ARRAY(a, const path *, count + 1);
    if (count > 0) {
        memcpy(grown, response->requires_replace, count * sizeof *grown);
    }
    grown[count] = at;
    response->requires_replace = grown;
    response->requires_replace_count = count + 1;
}

typedef struct walk {
    const planner *planner;
    const value *planned;
    engine_plan_response *response;
} walk;

// Does `replaces_if` hold, or may it still? `item` is the block that the attribute is in.
static bool condition_holds(const walk *w, const spec_attr *attr, const value *item) {
    expr_scope scope = {.arena = w->planner->arena,
                        .engine = w->planner->engine,
                        .region = w->planner->region,
                        .remembered = w->planner->remembered,
                        .subject = w->planned,
                        .prior = w->planner->prior,
                        .config = w->planner->config,
                        .item = item};
    bool unknown = false;
    return expr_holds(&scope, attr->replaces_if, &unknown) || unknown;
}

static bool is_set(const spec_attr *attr, const value *v) {
    if (!value_is_null(v) && v->kind == VALUE_BOOL) {
        return value_bool_or(v, false); // false says no more than nothing
    }
    bool number = !value_is_null(v) && v->kind == VALUE_NUMBER; // 0 is a number that someone chose
    return number ? attr->unset_is == NULL || !value_equal(attr->unset_is, v) : !meaning_is_unset(attr, v);
}

// The ways in which `prior` changes, or may change, into `planned`.
static unsigned change_of(const spec_attr *attr, const value *prior, const value *planned) {
    if (value_equal(prior, planned)) {
        return 0;
    }
    bool was = is_set(attr, prior);
    if (value_is_unknown(planned)) {
        return was ? SPEC_REPLACE_CHANGE | SPEC_REPLACE_UNSET : SPEC_REPLACE_SET;
    }
    bool now = is_set(attr, planned);
    return was && now ? SPEC_REPLACE_CHANGE : was ? SPEC_REPLACE_UNSET : now ? SPEC_REPLACE_SET : 0;
}

static void report(walk *w, const path *at) {
    plan_add_replacement(w->planner->arena, w->response, at);
}

static void walk_object(walk *w, const spec_attr *attrs, size_t count, const value *config, const value *prior,
                        const value *planned, const path *parent);

// ---- sets: their elements have no path and no identity ---------------------------------------------------------

// What of an element forces a replacement when it changes; an object without entries when nothing does.
static const value *project(const walk *w, const spec_attr *attrs, size_t count, const value *element) {
    arena *a = w->planner->arena;
    value *out = value_object_new(a);
    for (size_t i = 0; i < count; i++) {
        const spec_attr *attr = &attrs[i];
        const value *v = value_get(element, attr->name);
        if (attr->replaces != 0 && condition_holds(w, attr, element)) {
            // Unset in any spelling is one thing.
            value_put_static(a, out, attr->name, is_set(attr, v) ? v : value_null());
        } else if (attr->of_count > 0 && attr->nesting != SPEC_OBJECT_LIST && attr->nesting != SPEC_OBJECT_SET) {
            value *items = value_list_new(a);
            bool any = false;
            for (size_t k = 0; k < value_count(v); k++) {
                const value *part = project(w, attr->of, attr->of_count, value_item(v, k));
                any |= value_count(part) > 0;
                value_push(a, items, part);
            }
            if (any) {
                value_put_static(a, out, attr->name, items);
            }
        }
    }
    return out;
}

static const value *project_all(const walk *w, const spec_attr *attr, const value *set) {
    value *out = value_set_new(w->planner->arena);
    for (size_t i = 0; i < value_count(set); i++) {
        const value *part = project(w, attr->of, attr->of_count, value_item(set, i));
        if (value_count(part) > 0) {
            value_push(w->planner->arena, out, part);
        }
    }
    return out;
}

// How many elements of `set` are not in `other`; what is unknown is in none.
static size_t count_missing(const value *set, const value *other) {
    size_t missing = 0;
    for (size_t i = 0; i < value_count(set); i++) {
        bool found = false;
        for (size_t k = 0; k < value_count(other) && !found; k++) {
            found = value_equal(value_item(set, i), value_item(other, k));
        }
        missing += !found;
    }
    return missing;
}

static void walk_set(walk *w, const spec_attr *attr, const value *prior, const value *planned, const path *at) {
    size_t added = count_missing(planned, prior);
    size_t dropped = count_missing(prior, planned);
    unsigned changes = (added > 0 && dropped > 0 ? SPEC_REPLACE_CHANGE : 0) | (added > dropped ? SPEC_REPLACE_SET : 0) |
                       (dropped > added ? SPEC_REPLACE_UNSET : 0);
    if ((attr->replaces & changes) != 0 && condition_holds(w, attr, NULL)) {
        report(w, at);
        return;
    }
    // Elements that only come or go are the block's own business; a changed one is one that went and one that came.
    const value *before = project_all(w, attr, prior);
    const value *after = project_all(w, attr, planned);
    if (count_missing(after, before) > 0 && count_missing(before, after) > 0) {
        report(w, at);
    }
}

// ---- everything else -------------------------------------------------------------------------------------------

static void walk_list(walk *w, const spec_attr *attr, const value *config, const value *prior, const value *planned,
                      const path *at) {
    size_t was = value_count(prior);
    size_t now = value_count(planned);
    unsigned changes = SPEC_REPLACE_CHANGE | (now > was ? SPEC_REPLACE_SET : 0) | (now < was ? SPEC_REPLACE_UNSET : 0);
    if (was == 0 || now == 0) {
        changes &= ~(unsigned)SPEC_REPLACE_CHANGE;
    }
    if ((attr->replaces & changes) != 0 && condition_holds(w, attr, NULL)) {
        report(w, at);
        return;
    }
    for (size_t i = 0; i < was && i < now; i++) {
        walk_object(w, attr->of, attr->of_count, value_item(config, i), value_item(prior, i), value_item(planned, i),
                    path_index(w->planner->arena, at, (int64_t)i));
    }
}

// Is there something in the prior elements whose change, or going, forces a replacement?
static bool holds_what_replaces(const walk *w, const spec_attr *attr, const value *prior) {
    for (size_t i = 0; i < value_count(prior); i++) {
        const value *item = value_item(prior, i);
        for (size_t k = 0; k < attr->of_count; k++) {
            const spec_attr *inner = &attr->of[k];
            const value *was = value_get(item, inner->name);
            bool goes = (inner->replaces & (SPEC_REPLACE_CHANGE | SPEC_REPLACE_UNSET)) != 0 && is_set(inner, was);
            if ((goes && condition_holds(w, inner, item)) || holds_what_replaces(w, inner, was)) {
                return true;
            }
        }
    }
    return false;
}

static void walk_attribute(walk *w, const spec_attr *attr, const value *config, const value *prior,
                           const value *planned, const path *at, const value *item) {
    if (value_equal(prior, planned)) {
        return;
    }
    bool block = attr->nesting == SPEC_BLOCK_LIST || attr->nesting == SPEC_BLOCK_SET;
    bool configured = block ? value_is_unknown(config) || value_count(config) > 0 : meaning_is_configured(attr, config);
    bool fallback = attr->default_value != NULL || attr->default_when_count > 0;
    if (attr->computed && !configured && !fallback && !value_is_null(planned)) {
        return; // AWS's to choose
    }
    bool whole = !block && attr->nesting != SPEC_BLOCK_SINGLE;
    if (whole || value_is_unknown(planned) || value_is_null(prior) || value_is_null(planned)) {
        bool may = attr->nesting == SPEC_BLOCK_LIST && value_is_unknown(planned) && holds_what_replaces(w, attr, prior);
        if (may || ((attr->replaces & change_of(attr, prior, planned)) != 0 && condition_holds(w, attr, item))) {
            report(w, at);
        }
        return;
    }
    switch (attr->nesting) {
    case SPEC_BLOCK_SINGLE:
        if ((attr->replaces & SPEC_REPLACE_CHANGE) != 0 && condition_holds(w, attr, item)) {
            report(w, at);
        } else {
            walk_object(w, attr->of, attr->of_count, config, prior, planned, at);
        }
        break;
    case SPEC_BLOCK_SET:
        walk_set(w, attr, prior, planned, at);
        break;
    default:
        walk_list(w, attr, config, prior, planned, at);
        break;
    }
}

static void walk_object(walk *w, const spec_attr *attrs, size_t count, const value *config, const value *prior,
                        const value *planned, const path *parent) {
    for (size_t i = 0; i < count; i++) {
        const char *name = attrs[i].name;
        walk_attribute(w, &attrs[i], value_get(config, name), value_get(prior, name), value_get(planned, name),
                       path_attr(w->planner->arena, parent, name), planned);
    }
}

void plan_replacements(const planner *p, const value *planned, engine_plan_response *response) {
    walk w = {.planner = p, .planned = planned, .response = response};
    walk_object(&w, p->spec->block.attrs, p->spec->block.attr_count, p->config, p->prior, planned, NULL);
}
