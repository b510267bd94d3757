#include "engine/plan_internal.h"
#include "engine/reconcile.h"

// No block is configured. What AWS fills in is kept, or is still to come; core takes either only under
// legacy_type_system.
static const value *plan_absent(const planner *p, const spec_attr *attr, const value *prior, bool exists) {
    if (attr->computed) {
        return exists ? prior : value_unknown();
    }
    if (exists && ((attr->none_keeps && value_count(prior) > 0) || meaning_is_default_block(p->arena, attr, prior))) {
        return prior;
    }
    if (exists && (meaning_is_unset(attr, prior) || (prior->kind == VALUE_OBJECT && value_is_empty(prior)))) {
        return prior;
    }
    return attr->nesting == SPEC_BLOCK_SINGLE ? value_null() : value_list_new(p->arena);
}

const value *plan_block_list(planner *p, const spec_attr *attr, const value *config, const value *prior, bool exists) {
    if (value_is_unknown(config)) {
        return config;
    }
    if (value_count(config) == 0) {
        return plan_absent(p, attr, prior, exists);
    }
    value *planned = value_list_new(p->arena);
    for (size_t i = 0; i < value_count(config); i++) {
        const value *was = value_item(prior, i);
        value_push(p->arena, planned,
                   plan_object(p, attr->of, attr->of_count, value_item(config, i), was == NULL ? value_null() : was));
    }
    // What is off, and of which AWS tells no more, stays as it is: what is configured in it comes when it is turned on.
    bool both_off = exists && meaning_is_off(attr, planned) && meaning_is_off(attr, prior);
    return both_off && value_says_nothing(prior) ? prior : planned;
}

const value *plan_block_single(planner *p, const spec_attr *attr, const value *config, const value *prior,
                               bool exists) {
    if (value_is_unknown(config)) {
        return config;
    }
    if (value_is_null(config)) {
        return plan_absent(p, attr, prior, exists);
    }
    if (exists && value_is_null(prior) && value_is_empty(config)) {
        return prior;
    }
    return plan_object(p, attr->of, attr->of_count, config, prior);
}
