#include "engine/reconcile.h"

#include <string.h>

#include "engine/meaning.h"

bool value_says_nothing(const value *v) {
    if (value_is_empty(v)) {
        return true;
    }
    switch (v->kind) {
    case VALUE_LIST:
    case VALUE_SET:
        for (size_t i = 0; i < value_count(v); i++) {
            if (!value_says_nothing(value_item(v, i))) {
                return false;
            }
        }
        return true;
    case VALUE_OBJECT:
        for (size_t i = 0; i < v->map.count; i++) {
            if (!value_says_nothing(v->map.entries[i].value)) {
                return false;
            }
        }
        return true;
    default:
        return false;
    }
}

// AWS's word for "not set" is the same as null.
static const value *without_unset_word(const spec_attr *attr, const value *v) {
    return meaning_is_unset_word(attr, v) ? value_null() : v;
}

// Is one of them a block whose 0 is a value, and the other no block?
static bool differ_by_zero(const spec_attr *attr, const value *x, const value *y) {
    bool counts = false;
    for (size_t i = 0; i < attr->of_count; i++) {
        counts |= attr->of[i].zero_counts;
    }
    return counts && (value_count(x) == 0) != (value_count(y) == 0);
}

bool attr_same(arena *a, const spec_attr *attr, const value *x, const value *y) {
    if (value_equal(x, y)) {
        return true;
    }
    if (value_is_unknown(x) || value_is_unknown(y)) {
        return false;
    }
    x = without_unset_word(attr, x);
    y = without_unset_word(attr, y);
    if (value_says_nothing(x) && value_says_nothing(y)) {
        return !differ_by_zero(attr, x, y);
    }
    if (value_is_null(x) || value_is_null(y) || value_has_unknown(x) || value_has_unknown(y)) {
        return false;
    }
    return meaning_by_same(a, attr, x, y);
}

// What AWS is not asked about: whatever `fresh` holds for it comes from the prior itself.
static bool never_read(const spec_attr *attr) {
    return attr->provider_only || attr->keeps_configured;
}

// Attributes that only we compute have the form that the spec gives them; `length(null)` fails in people's HCL. Where
// that is null, an empty value that the state has stays.
static bool takes_fresh_form(const spec_attr *attr) {
    return attr->computed && !attr->optional && attr->nesting == SPEC_PLAIN;
}

// Of a block that the state has, what it leaves open stays open: AWS tells false where nobody said a word.
static bool left_open(const spec_attr *attr, const value *was, const value *now) {
    return attr->nesting == SPEC_PLAIN && attr->optional && !attr->computed && attr->default_value == NULL &&
           attr->default_when_count == 0 && value_is_null(was) && now != NULL && now->kind == VALUE_BOOL &&
           !now->boolean;
}

// An element of the state, or null where there was none, and what it is now.
static const value *reconcile_element(arena *a, const spec_attr *attr, const value *was, const value *now) {
    const value *out = reconcile_object(a, attr->of, attr->of_count, was, now);
    for (size_t i = 0; !value_is_null(was) && i < attr->of_count; i++) {
        const spec_attr *field = &attr->of[i];
        if (left_open(field, value_get(was, field->name), value_get(out, field->name))) {
            value *opened = value_copy(a, out, VALUE_OBJECT);
            value_put_static(a, opened, field->name, value_null());
            out = opened;
        }
    }
    return out;
}

static const value *reconcile_list(arena *a, const spec_attr *attr, const value *prior, const value *fresh) {
    value *out = value_list_new(a);
    for (size_t i = 0; i < value_count(fresh); i++) {
        const value *was = value_item(prior, i);
        value_push(a, out, reconcile_element(a, attr, was == NULL ? value_null() : was, value_item(fresh, i)));
    }
    return out;
}

// The first prior element not yet used that means the same as `item`; NULL: there is none.
static const value *find_same(arena *a, const spec_attr *attr, const value *prior, bool *used, const value *item) {
    // What is made of the elements that it is not, is not kept: there may be many.
    arena *scratch = arena_child(a);
    const value *found = NULL;
    for (size_t p = 0; p < value_count(prior) && found == NULL; p++) {
        const value *was = value_item(prior, p);
        bool same = !used[p] && (attr->of_count == 0 ? meaning_by_same(scratch, attr, was, item)
                                                     : value_equal(reconcile_element(scratch, attr, was, item), was));
        if (same) {
            used[p] = true;
            found = was;
        }
    }
    arena_free(scratch);
    return found;
}

// Which elements of two sets, both in canonical order, are the same in content.
static void find_equal(const value *x, const value *y, bool *x_found, bool *y_found) {
    for (size_t i = 0, k = 0; i < value_count(x) && k < value_count(y);) {
        int order = value_cmp(value_item(x, i), value_item(y, k));
        if (order == 0) {
            x_found[i] = y_found[k] = true;
        }
        i += order <= 0;
        k += order >= 0;
    }
}

// An element of a set keeps the spelling of the prior element that it means the same as; each prior element serves
// once.
static const value *reconcile_set(arena *a, const spec_attr *attr, const value *prior, const value *fresh) {
    value *out = value_set_new(a);
    bool *used = ARENA_ARRAY(a, bool, value_count(prior) + 1);
    bool *equal = ARENA_ARRAY(a, bool, value_count(fresh) + 1);
    find_equal(prior, fresh, used, equal);
    for (size_t i = 0; i < value_count(fresh); i++) {
        const value *item = value_item(fresh, i);
        const value *kept = equal[i] ? item : find_same(a, attr, prior, used, item);
        if (kept == NULL) {
            kept = attr->of_count == 0 ? item : reconcile_element(a, attr, value_null(), item);
        }
        value_push(a, out, kept);
    }
    return out;
}

const value *reconcile(arena *a, const spec_attr *attr, const value *prior, const value *fresh) {
    if (attr->empty_block && value_is_null(prior) && value_count(fresh) > 0) {
        return reconcile_list(a, attr, value_null(), fresh);
    }
    prior = value_is_null(prior) ? meaning_none(a, attr) : prior;
    if (attr->write_only) {
        return value_null();
    }
    if (never_read(attr)) {
        return value_is_null(prior) && attr->default_value != NULL ? attr->default_value : prior;
    }
    if (value_equal(prior, fresh)) {
        return prior;
    }
    if (takes_fresh_form(attr)) {
        bool nothing_anew = value_is_null(fresh) && value_is_empty(prior);
        return nothing_anew || (meaning_has_same(attr) && attr_same(a, attr, prior, fresh)) ? prior : fresh;
    }
    if (attr_same(a, attr, prior, fresh)) {
        bool imported = value_is_null(prior) && (attr->default_value != NULL || attr->required || attr->computed);
        return imported ? fresh : prior;
    }
    if (value_is_null(fresh)) {
        // Some services leave out what is false.
        return prior->kind == VALUE_BOOL && !prior->boolean ? prior : fresh;
    }
    switch (attr->nesting) {
    case SPEC_BLOCK_LIST:
    case SPEC_OBJECT_LIST:
        return reconcile_list(a, attr, prior, fresh);
    case SPEC_BLOCK_SET:
    case SPEC_OBJECT_SET:
        return reconcile_set(a, attr, prior, fresh);
    case SPEC_BLOCK_SINGLE:
        return reconcile_element(a, attr, prior, fresh);
    case SPEC_PLAIN:
        break;
    }
    return fresh->kind == VALUE_SET && meaning_has_same(attr) ? reconcile_set(a, attr, prior, fresh) : fresh;
}

// AWS says the same by both members. The state keeps the one that it had; without any (import) the twin, the plainer
// one.
static void drop_twin(arena *a, const spec_attr *attr, const value *prior, value *out) {
    if (value_is_empty(value_get(out, attr->name)) || value_is_empty(value_get(out, attr->twin))) {
        return;
    }
    bool had = !value_is_empty(value_get(prior, attr->name));
    bool had_twin = !value_is_empty(value_get(prior, attr->twin));
    if (!had) {
        value_put_static(a, out, attr->name, meaning_none(a, attr));
    } else if (!had_twin) {
        value_put_static(a, out, attr->twin, value_null());
    }
}

const value *reconcile_object(arena *a, const spec_attr *attrs, size_t count, const value *prior, const value *fresh) {
    value *out = value_object_new(a);
    for (size_t i = 0; i < count; i++) {
        const value *was = value_get(prior, attrs[i].name);
        const value *now = value_get(fresh, attrs[i].name);
        value_put_static(a, out, attrs[i].name, reconcile(a, &attrs[i], was, now == NULL ? value_null() : now));
    }
    for (size_t i = 0; i < count; i++) {
        if (attrs[i].twin != NULL) {
            drop_twin(a, &attrs[i], prior, out);
        }
    }
    return out;
}

// ---- after apply ----

static const value *settle_value(arena *a, const spec_attr *attr, const value *planned, const value *fresh);

// Is `fresh` what became of `planned`: equal wherever planned is known?
static bool fits(arena *a, const value *planned, const value *fresh) {
    if (value_is_unknown(planned)) {
        return true;
    }
    if (value_is_empty(planned) && value_is_empty(fresh)) {
        return true;
    }
    if (!value_has_unknown(planned) || fresh == NULL || planned->kind != fresh->kind) {
        return value_equal(planned, fresh);
    }
    if (planned->kind == VALUE_OBJECT || planned->kind == VALUE_MAP) {
        for (size_t i = 0; i < planned->map.count; i++) {
            if (!fits(a, planned->map.entries[i].value, value_get_str(fresh, planned->map.entries[i].key))) {
                return false;
            }
        }
        return true;
    }
    if (value_count(planned) != value_count(fresh)) {
        return false;
    }
    for (size_t i = 0; i < value_count(planned); i++) {
        if (planned->kind == VALUE_LIST && !fits(a, value_item(planned, i), value_item(fresh, i))) {
            return false;
        }
    }
    return true;
}

static const value *settle_item(arena *a, const spec_attr *attr, const value *planned, const value *fresh) {
    if (attr->of_count > 0) {
        return settle(a, attr->of, attr->of_count, planned, fresh);
    }
    if (!value_is_unknown(planned)) {
        return planned;
    }
    return fresh == NULL ? value_null() : fresh;
}

static const value *settle_set(arena *a, const spec_attr *attr, const value *planned, const value *fresh) {
    value *out = value_set_new(a);
    size_t fresh_count = value_count(fresh);
    bool *used = ARENA_ARRAY(a, bool, fresh_count + 1);
    for (size_t i = 0; i < value_count(planned); i++) {
        const value *item = value_item(planned, i);
        const value *found = NULL;
        for (size_t f = 0; f < fresh_count && found == NULL; f++) {
            if (!used[f] && fits(a, item, value_item(fresh, f))) {
                used[f] = true;
                found = value_item(fresh, f);
            }
        }
        const value *settled = settle_item(a, attr, item, found);
        if (!value_is_null(settled)) {
            value_push(a, out, settled);
        }
    }
    return out;
}

static const value *settle_map(arena *a, const value *planned, const value *fresh) {
    value *out = value_map_new(a);
    for (size_t i = 0; i < planned->map.count; i++) {
        const value_entry *entry = &planned->map.entries[i];
        const value *now = value_is_unknown(entry->value) ? value_get_str(fresh, entry->key) : entry->value;
        value_put(a, out, entry->key, now == NULL ? value_null() : now);
    }
    return out;
}

static const value *settle_value(arena *a, const spec_attr *attr, const value *planned, const value *fresh) {
    if (planned == NULL || attr->write_only) {
        return value_null();
    }
    if (value_is_unknown(planned)) {
        return value_is_null(fresh) || value_has_unknown(fresh) ? meaning_none(a, attr) : fresh;
    }
    if (!value_has_unknown(planned)) {
        return planned;
    }
    switch (planned->kind) {
    case VALUE_LIST: {
        value *out = value_list_new(a);
        for (size_t i = 0; i < value_count(planned); i++) {
            value_push(a, out, settle_item(a, attr, value_item(planned, i), value_item(fresh, i)));
        }
        return out;
    }
    case VALUE_SET:
        return settle_set(a, attr, planned, fresh);
    case VALUE_MAP:
        return settle_map(a, planned, fresh);
    case VALUE_OBJECT:
        return settle(a, attr->of, attr->of_count, planned, fresh);
    default:
        return planned;
    }
}

const value *settle(arena *a, const spec_attr *attrs, size_t count, const value *planned, const value *fresh) {
    value *out = value_object_new(a);
    for (size_t i = 0; i < count; i++) {
        const value *v = settle_value(a, &attrs[i], value_get(planned, attrs[i].name), value_get(fresh, attrs[i].name));
        value_put_static(a, out, attrs[i].name, v);
    }
    return out;
}
