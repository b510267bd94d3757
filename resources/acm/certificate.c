// What the spec of aws_acm_certificate cannot say: which elements the validation options will have follows from other
// arguments, so that a for_each over them can be planned; and ACM counts the domain among its alternative names.
#include "engine/hook.h"

#include <string.h>

#include "renewal.h"

void aws_acm_certificate_plan(hook_plan *h);

static const value *without_dot(arena *a, const value *name) {
    str text = value_str(name);
    return value_string(a, str_has_suffix(text, ".") ? str_upto(text, text.len - 1) : text);
}

static const value *option_of(arena *a, const value *domain) {
    value *option = value_object_new(a);
    value_put_static(a, option, "domain_name", without_dot(a, domain));
    value_put_static(a, option, "resource_record_name", value_unknown());
    value_put_static(a, option, "resource_record_type", value_unknown());
    value_put_static(a, option, "resource_record_value", value_unknown());
    return option;
}

static bool has(const value *set, const value *item) {
    for (size_t i = 0; i < value_count(set); i++) {
        if (value_equal(value_item(set, i), item)) {
            return true;
        }
    }
    return false;
}

// The names with the domain among them; NULL while one of them is unknown.
static const value *all_names(arena *a, const value *domain, const value *names) {
    if (!value_is_known_string(domain) || (names != NULL && value_is_unknown(names))) {
        return NULL;
    }
    value *all = value_set_new(a);
    value_push(a, all, domain);
    for (size_t i = 0; i < value_count(names); i++) {
        if (!value_is_known_string(value_item(names, i))) {
            return NULL;
        }
        if (!has(all, value_item(names, i))) {
            value_push(a, all, value_item(names, i));
        }
    }
    return all;
}

static void plan_create(hook_plan *h) {
    const value *domain = value_get(h->planned, "domain_name");
    const value *configured = value_get(h->config, "subject_alternative_names");
    const value *names = all_names(h->arena, domain, configured);
    if (names == NULL) {
        return;
    }
    if (value_is_null(configured)) {
        hook_plan_set(h, "subject_alternative_names", names);
    }
    if (strcmp(value_text(value_get(h->config, "validation_method")), "DNS") != 0) {
        return;
    }
    value *options = value_set_new(h->arena);
    for (size_t i = 0; i < value_count(names); i++) {
        const value *option = option_of(h->arena, value_item(names, i));
        if (!has(options, option)) {
            value_push(h->arena, options, option);
        }
    }
    hook_plan_set(h, "domain_validation_options", options);
}

// A renewal that is due is what an apply does, whatever else changes; so the plan shows it.
static void plan_renewal(hook_plan *h) {
    static const char *const RENEWED[] = {"not_after", "not_before", "pending_renewal", "renewal_eligibility",
                                          "renewal_summary"};
    const value *early = value_get(h->planned, "early_renewal_duration");
    if (value_is_unknown(early) || renewal_is_due(h->arena, h->prior, early)) {
        for (size_t i = 0; i < sizeof RENEWED / sizeof RENEWED[0]; i++) {
            hook_plan_set(h, RENEWED[i], value_unknown());
        }
    } else if (hook_plan_changed(h, "early_renewal_duration")) {
        hook_plan_set(h, "pending_renewal", value_bool(false));
    }
}

void aws_acm_certificate_plan(hook_plan *h) {
    if (value_is_null(h->prior)) {
        plan_create(h);
        return;
    }
    plan_renewal(h);
    const value *prior = value_get(h->prior, "subject_alternative_names");
    const value *now =
        all_names(h->arena, value_get(h->planned, "domain_name"), value_get(h->config, "subject_alternative_names"));
    const value *before = all_names(h->arena, value_get(h->prior, "domain_name"), prior);
    bool same = now != NULL && before != NULL && value_count(now) == value_count(before);
    for (size_t i = 0; same && i < value_count(now); i++) {
        same = has(before, value_item(now, i));
    }
    if (same && !value_is_null(value_get(h->config, "subject_alternative_names"))) {
        hook_plan_set(h, "subject_alternative_names", prior);
        hook_plan_keep(h, "subject_alternative_names");
    }
}
