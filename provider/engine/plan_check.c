#include "engine/plan_check.h"

static bool attribute_is_valid(const spec_attr *attr, const value *prior, const value *config, const value *planned) {
    if (value_equal(planned, config)) {
        return true;
    }
    if (value_equal(planned, prior) && !value_is_null(prior) && !value_is_null(config)) {
        return true;
    }
    if (attr->computed && (!attr->optional || value_is_null(config))) {
        return true;
    }
    return attr->write_only && value_is_null(planned) && !value_is_null(config);
}

static bool list_is_valid(const spec_attr *attr, const value *prior, const value *config, const value *planned) {
    if (value_is_null(planned) || value_count(planned) != value_count(config)) {
        return false;
    }
    for (size_t i = 0; i < value_count(planned); i++) {
        const value *item = value_item(planned, i);
        if (value_is_unknown(item) ||
            !plan_is_valid(attr->of, attr->of_count, value_item(prior, i), value_item(config, i), item)) {
            return false;
        }
    }
    return true;
}

// Elements of sets cannot be told apart, so core trusts the provider with what is in them.
static bool set_is_valid(const value *planned) {
    if (value_is_null(planned)) {
        return false;
    }
    for (size_t i = 0; i < value_count(planned); i++) {
        if (value_is_unknown(value_item(planned, i))) {
            return false;
        }
    }
    return true;
}

static bool block_is_valid(const spec_attr *attr, const value *prior, const value *config, const value *planned) {
    if (value_equal(planned, config)) {
        return true;
    }
    if (value_is_unknown(config) || value_is_unknown(planned)) {
        return false;
    }
    switch (attr->nesting) {
    case SPEC_BLOCK_SINGLE:
        return plan_is_valid(attr->of, attr->of_count, prior, config, planned);
    case SPEC_BLOCK_LIST:
        return list_is_valid(attr, prior, config, planned);
    default:
        return set_is_valid(planned);
    }
}

bool plan_is_valid(const spec_attr *attrs, size_t count, const value *prior, const value *config,
                   const value *planned) {
    if (value_is_null(planned) || value_is_null(config)) {
        return value_is_null(planned) && value_is_null(config);
    }
    for (size_t i = 0; i < count; i++) {
        const spec_attr *attr = &attrs[i];
        const value *p = value_get(prior, attr->name);
        const value *c = value_get(config, attr->name);
        const value *v = value_get(planned, attr->name);
        if (spec_is_block(attr) ? !block_is_valid(attr, p, c, v) : !attribute_is_valid(attr, p, c, v)) {
            return false;
        }
    }
    return true;
}

// Each element of either set has at least one that fits in the other, and there are no more than planned.
static bool set_may_become(const value *planned, const value *actual) {
    if (value_count(actual) > value_count(planned)) {
        return false;
    }
    for (size_t i = 0; i < value_count(planned); i++) {
        bool found = false;
        for (size_t k = 0; k < value_count(actual) && !found; k++) {
            found = plan_may_become(value_item(planned, i), value_item(actual, k));
        }
        if (!found) {
            return false;
        }
    }
    for (size_t k = 0; k < value_count(actual); k++) {
        bool found = false;
        for (size_t i = 0; i < value_count(planned) && !found; i++) {
            found = plan_may_become(value_item(planned, i), value_item(actual, k));
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

bool plan_may_become(const value *planned, const value *actual) {
    if (value_is_unknown(planned)) {
        return true;
    }
    if (value_is_null(planned) || value_is_null(actual)) {
        return value_is_null(planned) && value_is_null(actual);
    }
    if (planned->kind != actual->kind) {
        return false;
    }
    switch (planned->kind) {
    case VALUE_SET:
        return set_may_become(planned, actual);
    case VALUE_LIST:
        if (value_count(planned) != value_count(actual)) {
            return false;
        }
        for (size_t i = 0; i < value_count(planned); i++) {
            if (!plan_may_become(value_item(planned, i), value_item(actual, i))) {
                return false;
            }
        }
        return true;
    case VALUE_MAP:
    case VALUE_OBJECT:
        if (value_count(planned) != value_count(actual)) {
            return false;
        }
        for (size_t i = 0; i < planned->map.count; i++) {
            const value *became = value_get_str(actual, planned->map.entries[i].key);
            if (became == NULL || !plan_may_become(planned->map.entries[i].value, became)) {
                return false;
            }
        }
        return true;
    default:
        return value_equal(planned, actual);
    }
}
