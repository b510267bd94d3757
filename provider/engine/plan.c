#include "engine/plan_check.h"
#include "engine/plan_internal.h"

#include <string.h>

#include "engine/hook.h"
#include "engine/refusals.h"
#include "engine/region.h"

static expr_scope effective_scope(const planner *p, const value *item) {
    return (expr_scope){.arena = p->arena,
                        .engine = p->engine,
                        .region = p->region,
                        .remembered = p->remembered,
                        .subject = p->effective,
                        .prior = p->prior,
                        .config = p->config,
                        .item = item};
}

bool plan_holds(const planner *p, const expr *condition, bool *ret_unknown) {
    expr_scope scope = effective_scope(p, NULL);
    return expr_holds(&scope, condition, ret_unknown);
}

const value *plan_default(const planner *p, const spec_attr *attr, const value *item) {
    expr_scope scope = effective_scope(p, item);
    for (size_t i = 0; i < attr->default_when_count; i++) {
        bool unknown = false;
        if (expr_holds(&scope, &attr->default_when[i].when, &unknown)) {
            return attr->default_when[i].value;
        }
        if (unknown) {
            return value_unknown();
        }
    }
    return attr->default_value == NULL ? value_null() : attr->default_value;
}

// Is what AWS has as good as anything that could be asked for? `*ret_unknown`: it is not known yet.
static bool takes_any(const planner *p, const spec_attr *attr, const value *prior, const value *item,
                      bool *ret_unknown) {
    if (attr->same_if == NULL || value_is_empty(prior)) {
        return false;
    }
    expr_scope scope = effective_scope(p, item);
    return expr_holds(&scope, attr->same_if, ret_unknown);
}

// Is it certain that AWS knows no such argument here? Then whatever a state has of it means nothing.
static bool is_idle(const planner *p, const spec_attr *attr, const value *item, bool *ret_unknown) {
    expr_scope scope = effective_scope(p, item);
    *ret_unknown = false;
    return attr->applies != NULL && !expr_holds(&scope, attr->applies, ret_unknown) && !*ret_unknown;
}

// The configuration's value, or the prior one where that says the same.
static const value *plan_configured(planner *p, const spec_attr *attr, const value *config, const value *prior,
                                    const value *item) {
    if (value_has_unknown(config)) {
        // Once known it may turn out to be the prior in another spelling; then the parts known now must not have been
        // promised.
        bool may_be_prior = meaning_same(p->arena, attr, config, prior, UNKNOWN_MAY_BE_SAME);
        return may_be_prior && !plan_may_become(config, prior) ? value_unknown() : config;
    }
    bool may_be_idle = false;
    bool may_take_any = false;
    if (is_idle(p, attr, item, &may_be_idle) || takes_any(p, attr, prior, item, &may_take_any)) {
        return prior;
    }
    if (!meaning_same(p->arena, attr, config, prior, UNKNOWN_DIFFERS)) {
        return may_be_idle || may_take_any ? value_unknown() : config;
    }
    // An explicit 0 or "" overrides a default, which is what null would mean.
    bool overrides =
        value_is_null(prior) && attr->default_value != NULL && !meaning_is_unset_or_false(attr, attr->default_value);
    return overrides ? config : prior;
}

static const value *plan_unconfigured(planner *p, const spec_attr *attr, const value *prior, bool exists,
                                      const value *item) {
    const value *fallback = plan_default(p, attr, item);
    if (value_is_unknown(fallback)) {
        return fallback;
    }
    if (!value_is_null(fallback)) {
        bool same = meaning_is_unset_or_false(attr, fallback)
                        ? meaning_is_unset_or_false(attr, prior)
                        : meaning_same(p->arena, attr, fallback, prior, UNKNOWN_DIFFERS);
        return exists && (same || takes_any(p, attr, prior, item, NULL)) ? prior : fallback;
    }
    if (attr->computed && !attr->unmade) {
        return exists ? prior : value_unknown();
    }
    if (exists && attr->none_keeps && !value_is_null(prior)) {
        return prior;
    }
    bool unknown; // is told by the default already
    return exists && (meaning_is_unset_or_false(attr, prior) || is_idle(p, attr, item, &unknown)) ? prior
                                                                                                  : value_null();
}

// Of some arguments plan and state hold something else than what is configured, such as a hash.
static const value *as_kept(const planner *p, const spec_attr *attr, const value *config) {
    if (attr->kept_as == NULL || value_has_unknown(config) || value_is_empty(config)) {
        return config;
    }
    expr_scope scope = effective_scope(p, config);
    return expr_eval(&scope, attr->kept_as);
}

static const value *plan_attribute(planner *p, const spec_attr *attr, const value *config, const value *prior,
                                   bool exists, const value *item) {
    if (attr->write_only) {
        return value_null();
    }
    bool may_be_idle;
    if (exists && spec_is_block(attr) && value_count(config) > 0 && is_idle(p, attr, item, &may_be_idle)) {
        return prior;
    }
    switch (attr->nesting) {
    case SPEC_BLOCK_LIST:
        return plan_block_list(p, attr, config, prior, exists);
    case SPEC_BLOCK_SET:
        return plan_block_set(p, attr, config, prior, exists);
    case SPEC_BLOCK_SINGLE:
        return plan_block_single(p, attr, config, prior, exists);
    default:
        break;
    }
    if (!meaning_is_configured(attr, config)) {
        return plan_unconfigured(p, attr, prior, exists, item);
    }
    config = as_kept(p, attr, config);
    return exists ? plan_configured(p, attr, config, prior, item) : config;
}

// All that a dotted name reaches, through the elements of blocks. That something is not so, and that it was never said
// to be so, is the same.
static void gather(arena *a, const value *v, str name, value *into) {
    size_t dot;
    if (v != NULL && (v->kind == VALUE_LIST || v->kind == VALUE_SET)) {
        for (size_t i = 0; i < value_count(v); i++) {
            gather(a, value_item(v, i), name, into);
        }
    } else if (str_find(name, ".", &dot)) {
        gather(a, value_is_unknown(v) ? v : value_get_str(v, str_upto(name, dot)), str_from(name, dot + 1), into);
    } else {
        const value *found = value_is_unknown(v) ? v : value_get_str(v, name);
        bool is_false = found != NULL && found->kind == VALUE_BOOL && !value_bool_or(found, true);
        value_push(a, into, is_false ? value_null() : found);
    }
}

static bool changed_at(arena *a, const value *planned, const value *prior, const char *name) {
    value *now = value_list_new(a);
    value *was = value_list_new(a);
    gather(a, planned, str_of(name), now);
    gather(a, prior, str_of(name), was);
    return !value_equal(now, was);
}

// Did anything change that AWS is told?
static bool anything_changed(const planner *p) {
    for (size_t i = 0; i < p->spec->block.attr_count; i++) {
        const spec_attr *attr = &p->spec->block.attrs[i];
        bool told = !attr->provider_only && strcmp(attr->name, "timeouts") != 0;
        if (told && !value_equal(value_get(p->first, attr->name), value_get(p->prior, attr->name))) {
            return true;
        }
    }
    return false;
}

// Does `renewed_if` hold, or may it still?
static bool renewal_applies(const planner *p, const spec_attr *attr) {
    expr_scope scope = {.arena = p->arena,
                        .engine = p->engine,
                        .region = p->region,
                        .remembered = p->remembered,
                        .subject = p->first,
                        .prior = p->prior,
                        .config = p->config};
    bool unknown = false;
    return expr_holds(&scope, attr->renewed_if, &unknown) || unknown;
}

static bool is_renewed(const planner *p, const spec_attr *attr, const spec_attr *siblings, size_t count,
                       const value *planned, const value *prior) {
    if (attr->renewed_by == NULL || !renewal_applies(p, attr)) {
        return false;
    }
    for (const char *const *name = attr->renewed_by; name != NULL && *name != NULL; name++) {
        if (strcmp(*name, "*") == 0) {
            if (anything_changed(p)) {
                return true;
            }
            continue;
        }
        size_t first = strcspn(*name, ".");
        bool sibling = siblings != p->spec->block.attrs &&
                       spec_attr_find(siblings, count, arena_strndup(p->arena, *name, first)) != NULL;
        if (sibling ? changed_at(p->arena, planned, prior, *name) : changed_at(p->arena, p->first, p->prior, *name)) {
            return true;
        }
    }
    return false;
}

const value *plan_object(planner *p, const spec_attr *attrs, size_t count, const value *config, const value *prior) {
    if (value_is_unknown(config)) {
        return config;
    }
    bool exists = !value_is_null(prior);
    value *planned = value_object_new(p->arena);
    for (size_t i = 0; i < count; i++) {
        const value *c = value_get(config, attrs[i].name);
        const value *was = value_get(prior, attrs[i].name);
        value_put_static(p->arena, planned, attrs[i].name,
                         plan_attribute(p, &attrs[i], c == NULL ? value_null() : c, was == NULL ? value_null() : was,
                                        exists, config));
    }
    for (size_t i = 0; exists && p->renewing && i < count; i++) {
        const spec_attr *attr = &attrs[i];
        const value *c = value_get(config, attr->name);
        bool no_blocks = attr->nesting == SPEC_BLOCK_LIST && !value_is_unknown(c) && value_count(c) == 0;
        bool unconfigured = no_blocks || !meaning_is_configured(attr, c);
        if (attr->computed && attr->nesting != SPEC_BLOCK_SET && unconfigured &&
            is_renewed(p, attr, attrs, count, planned, prior)) {
            value_put_static(p->arena, planned, attr->name, value_unknown());
        }
    }
    return planned;
}

static const value *effective_config(arena *a, const spec *s, const value *config, const value *prior) {
    value *out = value_copy(a, config, VALUE_OBJECT);
    for (size_t i = 0; i < s->block.attr_count; i++) {
        const spec_attr *attr = &s->block.attrs[i];
        if (attr->nesting != SPEC_PLAIN || meaning_is_configured(attr, value_get(config, attr->name))) {
            continue;
        }
        const value *otherwise = attr->computed ? value_get(prior, attr->name) : NULL;
        value_put_static(a, out, attr->name, attr->default_value != NULL ? attr->default_value : otherwise);
    }
    return out;
}

static const value *plan_root(planner *p) {
    const spec_block *block = &p->spec->block;
    const value *made = plan_object(p, block->attrs, block->attr_count, p->config, p->prior);
    value *planned = value_copy(p->arena, made, VALUE_OBJECT);
    if (p->spec->tags != NULL) {
        const value *was = value_get(p->prior, "tags_all");
        const value *ignored = value_get(p->config, "tags_all"); // holds the prior under ignore_changes
        bool keep = !value_is_null(ignored) && value_equal(ignored, was);
        const value *all = keep ? was : plan_tags_all(p, value_get(planned, "tags"));
        bool same = !value_is_null(p->prior) && value_is_empty(all) && value_is_empty(was);
        value_put_static(p->arena, planned, "tags_all", same ? was : all);
    }
    return planned;
}

// Changes that cannot be made in place. What is replaced is made anew, so there nothing is refused but that the object
// goes.
static void refuse(engine_call *c, const planner *p, const engine_plan_response *response) {
    if (response->requires_replace_count > 0) {
        (void)deletion_allowed(c, p->spec, p->prior);
        return;
    }
    expr_scope scope = {.arena = c->arena,
                        .engine = c->engine,
                        .region = p->region,
                        .remembered = p->remembered,
                        .subject = response->planned,
                        .prior = p->prior,
                        .config = p->config};
    (void)refusals_pass(c, p->spec, SPEC_REFUSE_CHANGE, &scope);
}

void engine_plan(engine_call *c, const spec *s, const engine_plan_request *q, engine_plan_response *ret) {
    *ret = (engine_plan_response){.planned = q->proposed, .private_data = q->private_data};
    if (value_is_null(q->proposed)) {
        (void)deletion_allowed(c, s, q->prior);
        return;
    }
    if (!region_check(c, s, q->config)) {
        return;
    }
    planner p = {.arena = c->arena,
                 .engine = c->engine,
                 .spec = s,
                 .config = q->config,
                 .prior = q->prior == NULL ? value_null() : q->prior};
    p.effective = effective_config(p.arena, s, p.config, p.prior);
    p.region = region_fact(s, p.effective);
    p.remembered = plan_remembered(p.arena, q->private_data);
    ret->planned = plan_root(&p);
    if (!value_is_null(p.prior) && !value_equal(ret->planned, p.prior)) {
        p.renewing = true;
        p.first = ret->planned;
        ret->planned = plan_root(&p);
    }
    if (!value_is_null(p.prior)) {
        plan_replacements(&p, ret->planned, ret);
    }
    ret->planned = region_plan(&p, ret->planned, ret);
    if (s->plan != NULL) {
        hook_plan hook = {.arena = c->arena,
                          .diags = &c->diags,
                          .config = p.config,
                          .prior = p.prior,
                          .planned = ret->planned,
                          .spec = s,
                          .response = ret};
        s->plan(&hook);
        ret->planned = hook.planned;
    }
    if (!value_is_null(p.prior)) {
        refuse(c, &p, ret);
    }
    ret->legacy_type_system = !plan_is_valid(s->block.attrs, s->block.attr_count, p.prior, p.config, ret->planned);
}
