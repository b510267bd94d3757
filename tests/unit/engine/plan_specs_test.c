// Every resource of the provider, planned with core's own rules at hand: create, the empty plan after it, and each
// argument unknown first and known later.
#include "test.h"

#include "engine/plan_check.h"
#include "engine/plan_kit.h"

static bool is_block(const spec_attr *attr) {
    return attr->nesting == SPEC_BLOCK_LIST || attr->nesting == SPEC_BLOCK_SET || attr->nesting == SPEC_BLOCK_SINGLE;
}

// ---- values of every type --------------------------------------------------------------------------------------

static const value *sample_type(arena *a, const type *t) {
    switch (t->kind) {
    case TYPE_BOOL:
        return value_bool(true);
    case TYPE_NUMBER:
        return value_int(a, 3);
    case TYPE_LIST:
    case TYPE_SET: {
        value *out = t->kind == TYPE_SET ? value_set_new(a) : value_list_new(a);
        value_push(a, out, sample_type(a, t->element));
        return out;
    }
    case TYPE_MAP: {
        value *out = value_map_new(a);
        value_put_static(a, out, "k", sample_type(a, t->element));
        return out;
    }
    case TYPE_OBJECT: {
        value *out = value_object_new(a);
        for (size_t i = 0; i < t->field_count; i++) {
            value_put_static(a, out, t->fields[i].name, sample_type(a, t->fields[i].type));
        }
        return out;
    }
    default:
        return value_cstr(a, "sample");
    }
}

static const value *sample_object(arena *a, const spec_attr *attrs, size_t count, bool all);

static const value *sample(arena *a, const spec_attr *attr, bool all) {
    if (attr->nesting == SPEC_PLAIN) {
        bool word = attr->enum_values != NULL && attr->type->kind == TYPE_STRING;
        return word ? value_cstr(a, attr->enum_values[0]) : sample_type(a, attr->type);
    }
    const value *item = sample_object(a, attr->of, attr->of_count, all);
    if (attr->nesting == SPEC_BLOCK_SINGLE) {
        return item;
    }
    bool set = attr->nesting == SPEC_BLOCK_SET || attr->nesting == SPEC_OBJECT_SET;
    value *out = set ? value_set_new(a) : value_list_new(a);
    value_push(a, out, item);
    return out;
}

static const value *absent(arena *a, const spec_attr *attr) {
    return attr->nesting == SPEC_BLOCK_LIST  ? value_list_new(a)
           : attr->nesting == SPEC_BLOCK_SET ? value_set_new(a)
                                             : value_null();
}

// What is required, or all that AWS may answer.
static const value *sample_object(arena *a, const spec_attr *attrs, size_t count, bool all) {
    value *out = value_object_new(a);
    for (size_t i = 0; i < count; i++) {
        bool wanted = attrs[i].required || (all && !attrs[i].write_only && !is_block(&attrs[i]));
        value_put_static(a, out, attrs[i].name, wanted ? sample(a, &attrs[i], all) : absent(a, &attrs[i]));
    }
    return out;
}

// The state after apply: AWS has chosen all that was unknown.
static const value *applied(arena *a, const spec_attr *attrs, size_t count, const value *planned) {
    value *out = value_object_new(a);
    for (size_t i = 0; i < count; i++) {
        const spec_attr *attr = &attrs[i];
        const value *v = value_get(planned, attr->name);
        if (value_is_unknown(v)) {
            v = sample(a, attr, true);
        } else if (value_has_unknown(v) && attr->of_count > 0 && attr->nesting != SPEC_BLOCK_SINGLE) {
            value *items = v->kind == VALUE_SET ? value_set_new(a) : value_list_new(a);
            for (size_t k = 0; k < value_count(v); k++) {
                value_push(a, items, applied(a, attr->of, attr->of_count, value_item(v, k)));
            }
            v = items;
        } else if (value_has_unknown(v) && attr->nesting == SPEC_BLOCK_SINGLE) {
            v = applied(a, attr->of, attr->of_count, v);
        }
        value_put_static(a, out, attr->name, v);
    }
    return out;
}

// ---- the rules -------------------------------------------------------------------------------------------------

// The configuration with exactly those departures in it that the peer's schema promises and core takes only from a
// legacy provider: a default on an optional attribute that is not computed, a computed block that is not configured.
static const value *with_promises(arena *a, const spec_attr *attrs, size_t count, const value *config,
                                  const value *planned) {
    value *out = value_copy(a, config, VALUE_OBJECT);
    for (size_t i = 0; i < count; i++) {
        const spec_attr *attr = &attrs[i];
        const value *c = value_get(config, attr->name);
        const value *v = value_get(planned, attr->name);
        bool has_default = attr->default_value != NULL || attr->default_when_count > 0;
        if (!is_block(attr)) {
            if (value_is_null(c) && has_default && attr->optional && !attr->computed) {
                value_put_static(a, out, attr->name, v);
            }
        } else if (value_count(c) == 0 && !value_is_unknown(c) && attr->computed) {
            value_put_static(a, out, attr->name, v);
        } else if (attr->nesting == SPEC_BLOCK_LIST && value_count(c) == value_count(v)) {
            value *items = value_list_new(a);
            for (size_t k = 0; k < value_count(c); k++) {
                value_push(a, items, with_promises(a, attr->of, attr->of_count, value_item(c, k), value_item(v, k)));
            }
            value_put_static(a, out, attr->name, items);
        }
    }
    return out;
}

static engine_plan_response plan(kit *k, const spec *s, const value *prior, const value *config) {
    engine_plan_request q = {.prior = prior, .proposed = config, .config = config};
    engine_plan_response r;
    engine_plan(&k->call, s, &q, &r);
    return r;
}

static void fail(const spec *s, const char *what, const char *attribute) {
    printf("%s: %s%s%s\n", s->type, what, *attribute == '\0' ? "" : ": ", attribute);
    CHECK(false);
}

static const char *first_difference(const value *x, const value *y) {
    for (size_t i = 0; i < x->map.count; i++) {
        if (!value_equal(x->map.entries[i].value, value_get_str(y, x->map.entries[i].key))) {
            return x->map.entries[i].key.ptr;
        }
    }
    return "";
}

static void check_unknown_then_known(kit *k, const spec *s, const value *prior, const value *config,
                                     const spec_attr *attr) {
    value *first = value_copy(k->arena, config, VALUE_OBJECT);
    value_put_static(k->arena, first, attr->name, value_unknown());
    engine_plan_response one = plan(k, s, prior, first);
    const value *was = value_get(prior, attr->name);
    const value *candidates[] = {sample(k->arena, attr, false), absent(k->arena, attr), was};
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        if (candidates[i] == NULL || (i == 1 && attr->required)) {
            continue;
        }
        value *second = value_copy(k->arena, config, VALUE_OBJECT);
        value_put_static(k->arena, second, attr->name, candidates[i]);
        engine_plan_response two = plan(k, s, prior, second);
        if (!plan_may_become(one.planned, two.planned)) {
            fail(s, "the second plan breaks the first", attr->name);
        }
        if (!value_is_null(prior) && one.requires_replace_count == 0 && two.requires_replace_count > 0) {
            fail(s, "an update became a replacement", attr->name);
        }
    }
}

static void check_spec(const spec *s) {
    kit k = kit_make();
    const spec_block *b = &s->block;
    const value *config = sample_object(k.arena, b->attrs, b->attr_count, false);
    engine_plan_response r = plan(&k, s, value_null(), config);
    const value *promised = with_promises(k.arena, b->attrs, b->attr_count, config, r.planned);
    if (!plan_is_valid(b->attrs, b->attr_count, value_null(), promised, r.planned)) {
        fail(s, "core would refuse the plan of a create", "");
    }
    if (value_equal(promised, config) && r.legacy_type_system) {
        fail(s, "legacy_type_system is set without need", "");
    }
    const value *state = applied(k.arena, b->attrs, b->attr_count, r.planned);
    if (value_has_unknown(state) || !plan_may_become(r.planned, state)) {
        fail(s, "the state does not fit the plan", first_difference(state, r.planned));
    }
    engine_plan_response again = plan(&k, s, state, config);
    if (!value_equal(again.planned, state) || again.requires_replace_count > 0) {
        fail(s, "the plan after an apply is not empty", first_difference(state, again.planned));
    }
    for (size_t i = 0; i < b->attr_count; i++) {
        if ((b->attrs[i].optional || b->attrs[i].required) && !b->attrs[i].write_only) {
            check_unknown_then_known(&k, s, value_null(), config, &b->attrs[i]);
            check_unknown_then_known(&k, s, state, config, &b->attrs[i]);
        }
    }
    kit_free(&k);
}

TEST(every_spec_plans_by_cores_rules) {
    for (size_t i = 0; i < spec_registry_count; i++) {
        if (spec_registry[i]->kind == SPEC_RESOURCE) {
            check_spec(spec_registry[i]);
        }
    }
}

TEST(attributes_are_in_byte_order) {
    for (size_t i = 0; i < spec_registry_count; i++) {
        const spec_block *b = &spec_registry[i]->block;
        for (size_t k = 1; k < b->attr_count; k++) {
            CHECK(strcmp(b->attrs[k - 1].name, b->attrs[k].name) < 0);
        }
    }
}
