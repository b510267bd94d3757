#include "engine/meaning.h"

#include "engine/expr.h"

bool meaning_is_off(const spec_attr *attr, const value *v) {
    if (attr->off == NULL || value_count(v) != 1) {
        return false;
    }
    const value *element = value_item(v, 0);
    if (value_is_empty(element)) {
        return true; // hashicorp/aws writes one of nothing where AWS does not know of it, as in some regions
    }
    for (size_t i = 0; i < attr->off->map.count; i++) {
        const value_entry *entry = &attr->off->map.entries[i];
        if (!value_is_null(entry->value) && !value_equal(entry->value, value_get_str(element, entry->key))) {
            return false;
        }
    }
    return true;
}

bool meaning_is_unset_word(const spec_attr *attr, const value *v) {
    return v != NULL && ((attr->unset_is != NULL && value_equal(attr->unset_is, v)) || meaning_is_off(attr, v));
}

bool meaning_is_unset(const spec_attr *attr, const value *v) {
    if (value_is_null(v) || meaning_is_unset_word(attr, v)) {
        return true;
    }
    return v->kind != VALUE_OBJECT && value_is_empty(v);
}

bool meaning_is_unset_or_false(const spec_attr *attr, const value *v) {
    return meaning_is_unset(attr, v) || (v->kind == VALUE_BOOL && !v->boolean);
}

const value *meaning_none(arena *a, const spec_attr *attr) {
    return attr->nesting == SPEC_BLOCK_LIST  ? value_list_new(a)
           : attr->nesting == SPEC_BLOCK_SET ? value_set_new(a)
                                             : value_null();
}

static bool same_content(const value *config, const value *prior, meaning_unknowns unknowns);

static bool same_map(const value *config, const value *prior, meaning_unknowns unknowns) {
    for (size_t i = 0; i < config->map.count; i++) {
        const value_entry *entry = &config->map.entries[i];
        const value *was = value_get_str(prior, entry->key);
        if (value_is_null(entry->value) ? !value_is_null(was)
                                        : was == NULL || !same_content(entry->value, was, unknowns)) {
            return false;
        }
    }
    for (size_t i = 0; i < prior->map.count; i++) {
        const value_entry *entry = &prior->map.entries[i];
        if (!value_is_null(entry->value) && value_get_str(config, entry->key) == NULL) {
            return false;
        }
    }
    return true;
}

// Sets with unknown elements: each known element must be there, and the count must fit.
static bool same_unknown_set(const value *config, const value *prior) {
    if (value_count(config) < value_count(prior)) {
        return false;
    }
    for (size_t i = 0; i < value_count(config); i++) {
        bool found = false;
        for (size_t p = 0; p < value_count(prior) && !found; p++) {
            found = same_content(value_item(config, i), value_item(prior, p), UNKNOWN_MAY_BE_SAME);
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static bool same_content(const value *config, const value *prior, meaning_unknowns unknowns) {
    if (value_is_unknown(config)) {
        return unknowns == UNKNOWN_MAY_BE_SAME;
    }
    if (config == NULL || prior == NULL || config->kind != prior->kind) {
        return value_is_null(config) && value_is_null(prior);
    }
    switch (config->kind) {
    case VALUE_MAP:
    case VALUE_OBJECT:
        return same_map(config, prior, unknowns);
    case VALUE_LIST:
        if (value_count(config) != value_count(prior)) {
            return false;
        }
        for (size_t i = 0; i < value_count(config); i++) {
            if (!same_content(value_item(config, i), value_item(prior, i), unknowns)) {
                return false;
            }
        }
        return true;
    case VALUE_SET:
        return unknowns == UNKNOWN_MAY_BE_SAME && value_has_unknown(config) ? same_unknown_set(config, prior)
                                                                            : value_equal(config, prior);
    default:
        return value_equal(config, prior);
    }
}

bool meaning_has_same(const spec_attr *attr) {
    return attr->same != NULL || attr->same_by != NULL;
}

bool meaning_by_same(arena *a, const spec_attr *attr, const value *x, const value *y) {
    if (attr->same_by == NULL) {
        return attr->same != NULL && attr->same(a, x, y);
    }
    const value *left = expr_eval(&(expr_scope){.arena = a, .item = x}, attr->same_by);
    return value_equal(left, expr_eval(&(expr_scope){.arena = a, .item = y}, attr->same_by));
}

// A collection of which parts are unknown, and whose `same` looks at it as a whole.
static bool may_become_same(const spec_attr *attr, const value *config, const value *prior) {
    return meaning_has_same(attr) && config->kind == prior->kind &&
           (config->kind != VALUE_LIST || value_count(config) == value_count(prior));
}

static bool same_plain(arena *a, const spec_attr *attr, const value *config, const value *prior,
                       meaning_unknowns unknowns) {
    if (same_content(config, prior, unknowns)) {
        return true;
    }
    if (value_is_null(config) || value_is_null(prior)) {
        return false;
    }
    if (value_has_unknown(config)) {
        return unknowns == UNKNOWN_MAY_BE_SAME && may_become_same(attr, config, prior);
    }
    return !value_has_unknown(prior) && meaning_by_same(a, attr, config, prior);
}

// The object of an attribute whose elements are objects: all of it was configured or read, so null, false, "" and []
// are one.
static bool same_element(arena *a, const spec_attr *attr, const value *config, const value *prior,
                         meaning_unknowns unknowns) {
    for (size_t i = 0; i < attr->of_count; i++) {
        const spec_attr *field = &attr->of[i];
        const value *c = value_get(config, field->name);
        const value *p = value_get(prior, field->name);
        if (meaning_is_unset_or_false(field, c) && meaning_is_unset_or_false(field, p)) {
            continue;
        }
        if (!meaning_same(a, field, c, p, unknowns)) {
            return false;
        }
    }
    return true;
}

static bool same_item(arena *a, const spec_attr *attr, const value *config, const value *prior,
                      meaning_unknowns unknowns) {
    if (value_is_unknown(config)) {
        return unknowns == UNKNOWN_MAY_BE_SAME;
    }
    return attr->nesting == SPEC_OBJECT_LIST || attr->nesting == SPEC_OBJECT_SET
               ? same_element(a, attr, config, prior, unknowns)
               : meaning_same_object(a, attr->of, attr->of_count, config, prior, unknowns);
}

// Every configured element has a prior element of its own, and none is left over.
static bool same_items_any_order(arena *a, const spec_attr *attr, const value *config, const value *prior,
                                 meaning_unknowns unknowns) {
    size_t count = value_count(prior);
    bool uncertain = unknowns == UNKNOWN_MAY_BE_SAME && value_has_unknown(config);
    if (uncertain ? value_count(config) < count : value_count(config) != count) {
        return false;
    }
    bool *used = ARENA_ARRAY(a, bool, count);
    for (size_t i = 0; i < value_count(config); i++) {
        bool found = false;
        for (size_t p = 0; p < count && !found; p++) {
            if ((uncertain || !used[p]) && same_item(a, attr, value_item(config, i), value_item(prior, p), unknowns)) {
                used[p] = found = true;
            }
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static bool same_items_in_order(arena *a, const spec_attr *attr, const value *config, const value *prior,
                                meaning_unknowns unknowns) {
    if (value_count(config) != value_count(prior)) {
        return false;
    }
    for (size_t i = 0; i < value_count(config); i++) {
        if (!same_item(a, attr, value_item(config, i), value_item(prior, i), unknowns)) {
            return false;
        }
    }
    return true;
}

bool meaning_same(arena *a, const spec_attr *attr, const value *config, const value *prior, meaning_unknowns unknowns) {
    if (value_is_unknown(config) || value_is_unknown(prior)) {
        return unknowns == UNKNOWN_MAY_BE_SAME;
    }
    if (meaning_is_unset(attr, config) && meaning_is_unset(attr, prior)) {
        return true;
    }
    switch (attr->nesting) {
    case SPEC_PLAIN:
        return same_plain(a, attr, config, prior, unknowns);
    case SPEC_BLOCK_SINGLE:
        if (value_is_null(config) || value_is_null(prior)) {
            return false;
        }
        return meaning_same_object(a, attr->of, attr->of_count, config, prior, unknowns);
    case SPEC_BLOCK_LIST:
        return same_items_in_order(a, attr, config, prior, unknowns);
    case SPEC_OBJECT_LIST:
        return attr->same == same_any_order ? same_items_any_order(a, attr, config, prior, unknowns)
                                            : same_items_in_order(a, attr, config, prior, unknowns);
    case SPEC_BLOCK_SET:
    case SPEC_OBJECT_SET:
        return same_items_any_order(a, attr, config, prior, unknowns);
    }
    return false;
}

bool meaning_is_configured(const spec_attr *attr, const value *config) {
    if (value_is_null(config) || (!attr->optional && !attr->required)) {
        return false;
    }
    bool left_to_aws = attr->computed && !attr->unmade && attr->kept_as == NULL && attr->default_value == NULL &&
                       attr->default_when_count == 0;
    return !left_to_aws || !value_is_known_string(config) || value_str(config).len > 0;
}

static bool same_unconfigured(arena *a, const spec_attr *attr, const value *config, const value *prior,
                              meaning_unknowns unknowns) {
    if (attr->computed) {
        return true;
    }
    // A default that depends on another argument may be any of them.
    for (size_t i = 0; i < attr->default_when_count; i++) {
        const value *when = attr->default_when[i].value;
        if (meaning_is_unset_or_false(attr, prior) ? meaning_is_unset_or_false(attr, when)
                                                   : meaning_same(a, attr, when, prior, unknowns)) {
            return true;
        }
    }
    if (meaning_is_default_block(a, attr, prior)) {
        return true;
    }
    if (meaning_is_unset_or_false(attr, prior)) {
        return attr->default_value == NULL || meaning_is_unset_or_false(attr, attr->default_value);
    }
    return attr->default_value != NULL && attr->nesting == SPEC_PLAIN
               ? meaning_same(a, attr, attr->default_value, prior, unknowns)
               : meaning_same(a, attr, config, prior, unknowns);
}

bool meaning_is_default_block(arena *a, const spec_attr *attr, const value *prior) {
    return attr->none_is_default && value_count(prior) == 1 &&
           meaning_same_object(a, attr->of, attr->of_count, value_object_new(a), value_item(prior, 0), UNKNOWN_DIFFERS);
}

bool meaning_same_object(arena *a, const spec_attr *attrs, size_t count, const value *config, const value *prior,
                         meaning_unknowns unknowns) {
    for (size_t i = 0; i < count; i++) {
        const spec_attr *attr = &attrs[i];
        const value *c = value_get(config, attr->name);
        const value *p = value_get(prior, attr->name);
        bool unconfigured =
            !meaning_is_configured(attr, c) || (attr->nesting != SPEC_PLAIN && !value_is_unknown(c) &&
                                                attr->nesting != SPEC_BLOCK_SINGLE && value_count(c) == 0);
        if (attr->write_only) {
            continue;
        }
        if (unconfigured ? !same_unconfigured(a, attr, c, p, unknowns) : !meaning_same(a, attr, c, p, unknowns)) {
            return false;
        }
    }
    return true;
}
