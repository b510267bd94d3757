#include "engine/plan_check.h"
#include "engine/plan_internal.h"

// What both may still become: the one that leaves more open, part by part.
static const value *blend(arena *a, const value *x, const value *y) {
    if (plan_may_become(x, y)) {
        return x;
    }
    if (plan_may_become(y, x)) {
        return y;
    }
    if (x->kind == VALUE_OBJECT && y->kind == VALUE_OBJECT) {
        value *out = value_copy(a, x, VALUE_OBJECT);
        for (size_t i = 0; i < out->map.count; i++) {
            value_entry *entry = &out->map.entries[i];
            const value *other = value_get_str(y, entry->key);
            entry->value = other == NULL ? value_unknown() : blend(a, entry->value, other);
        }
        return out;
    }
    if (x->kind == VALUE_LIST && y->kind == VALUE_LIST && value_count(x) == value_count(y)) {
        value *out = value_list_new(a);
        for (size_t i = 0; i < value_count(x); i++) {
            value_push(a, out, blend(a, value_item(x, i), value_item(y, i)));
        }
        return out;
    }
    return value_unknown();
}

// Are both the same element, whatever has changed in it?
static bool is_identical(const spec_attr *attr, const value *item, const value *was) {
    const char *const *name = attr->identity;
    for (; name != NULL && *name != NULL; name++) {
        if (!value_equal(value_get(item, *name), value_get(was, *name))) {
            return false;
        }
    }
    return name != NULL;
}

// An element with unknown parts: it may turn out to be a new one, or any of the prior ones that its known parts allow.
// Only what holds in all these cases is planned as known.
static const value *plan_uncertain(planner *p, const spec_attr *attr, const value *config, const value *prior) {
    const value *planned = plan_object(p, attr->of, attr->of_count, config, value_null());
    // What it would be of each prior one is kept only where it leaves something more open: there may be many.
    planner trial = *p;
    trial.arena = arena_child(p->arena);
    for (size_t i = 0; i < value_count(prior); i++) {
        const value *was = value_item(prior, i);
        if (!meaning_same_object(trial.arena, attr->of, attr->of_count, config, was, UNKNOWN_MAY_BE_SAME)) {
            continue;
        }
        const value *kept = plan_object(&trial, attr->of, attr->of_count, config, was);
        if (!plan_may_become(planned, kept)) {
            planned = blend(p->arena, planned, value_deep_copy(p->arena, kept));
        }
    }
    arena_free(trial.arena);
    return planned;
}

static const value *plan_absent(planner *p, const spec_attr *attr, const value *prior, bool exists) {
    if (exists && (attr->computed || meaning_is_unset(attr, prior))) {
        return prior;
    }
    value *planned = value_set_new(p->arena);
    // Core holds us to the number of elements, so what AWS will add is planned only where its number is certain.
    if (attr->computed && attr->min_items == attr->max_items) {
        for (int i = 0; i < attr->min_items; i++) {
            value_push(p->arena, planned,
                       plan_object(p, attr->of, attr->of_count, value_object_new(p->arena), value_null()));
        }
    }
    return planned;
}

// Prior elements for the known configured ones: those equal in content first, then those equal in meaning. Then, for
// any, those of the same identity. Each serves once.
static const value **match_elements(planner *p, const spec_attr *attr, const value *config, const value *prior) {
    size_t count = value_count(config);
    size_t prior_count = value_count(prior);
    const value **matches = ARENA_ARRAY(p->arena, const value *, count);
    bool *used = ARENA_ARRAY(p->arena, bool, prior_count);
    int passes = attr->identity == NULL ? 2 : 3;
    for (int pass = 0; pass < passes; pass++) {
        for (size_t i = 0; i < count; i++) {
            const value *item = value_item(config, i);
            bool certain = pass == 2 || !value_has_unknown(item);
            for (size_t k = 0; k < prior_count && matches[i] == NULL && certain; k++) {
                const value *was = value_item(prior, k);
                bool same = !used[k] && (pass == 0   ? value_equal(item, was)
                                         : pass == 1 ? meaning_same_object(p->arena, attr->of, attr->of_count, item,
                                                                           was, UNKNOWN_DIFFERS)
                                                     : is_identical(attr, item, was));
                if (same) {
                    used[k] = true;
                    matches[i] = was;
                }
            }
        }
    }
    return matches;
}

const value *plan_block_set(planner *p, const spec_attr *attr, const value *config, const value *prior, bool exists) {
    if (value_is_unknown(config)) {
        return config;
    }
    if (value_count(config) == 0) {
        return plan_absent(p, attr, prior, exists);
    }
    const value **matches = match_elements(p, attr, config, prior);
    value *planned = value_set_new(p->arena);
    for (size_t i = 0; i < value_count(config); i++) {
        const value *item = value_item(config, i);
        if (value_is_unknown(item)) {
            value_push(p->arena, planned, item);
        } else if (matches[i] == NULL && value_has_unknown(item)) {
            value_push(p->arena, planned, plan_uncertain(p, attr, item, prior));
        } else {
            const value *was = matches[i] == NULL ? value_null() : matches[i];
            value_push(p->arena, planned, plan_object(p, attr->of, attr->of_count, item, was));
        }
    }
    return planned;
}
