// Every resource of the provider, planned with core's own rules at hand: create, the empty plan after it, and each
// argument unknown first and known later.
#include "test.h"

#include "engine/plan_check.h"
#include "engine/plan_kit.h"
#include "engine/samples.h"

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
        if (!spec_is_block(attr)) {
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
    const value *candidates[] = {sample_value(k->arena, attr, false), sample_absent(k->arena, attr), was};
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
    const value *state = sample_state(k.arena, b->attrs, b->attr_count, r.planned);
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

TEST(what_an_unknown_may_keep_is_not_promised) {
    kit k = kit_make();
    const spec *database = spec_find(SPEC_RESOURCE, "aws_db_instance");
#define DATABASE(storage, most)                                                                                        \
    "{\"instance_class\":\"db.t3.micro\",\"skip_final_snapshot\":true,\"allocated_storage\":" storage                  \
    ",\"max_allocated_storage\":" most "}"
    // AWS has grown it: what is configured is where it began.
    const char *grown = DATABASE("100", "200");
    CHECK(kit_twice(&k, database, grown, DATABASE("50", "\"(unknown)\""), DATABASE("50", "200")));
    CHECK(kit_twice(&k, database, grown, DATABASE("50", "\"(unknown)\""), DATABASE("50", "0")));
    CHECK(kit_twice(&k, database, grown, DATABASE("100", "\"(unknown)\""), DATABASE("100", "0")));

    const spec *service = spec_find(SPEC_RESOURCE, "aws_ecs_service");
#define SERVICE(force, at) "{\"name\":\"web\",\"force_new_deployment\":" force ",\"triggers\":{\"at\":\"" at "\"}}"
    const char *deployed = SERVICE("true", "1");
    CHECK(kit_twice(&k, service, deployed, SERVICE("\"(unknown)\"", "2"), SERVICE("false", "2")));
    CHECK(kit_twice(&k, service, deployed, SERVICE("\"(unknown)\"", "2"), SERVICE("true", "2")));
    kit_free(&k);
}

TEST(what_aws_does_not_know_of_an_object_is_as_the_state_has_it) {
    kit k = kit_make();
    const spec *balancer = spec_find(SPEC_RESOURCE, "aws_lb");
#define KIND(type, more) "{\"name\":\"web\",\"load_balancer_type\":\"" type "\"" more "}"
    // As hashicorp/aws leaves it: not as configured, and as AWS answers.
    CHECK(value_is_null(value_get(
        kit_plan(&k, balancer, KIND("network", ""), KIND("network", ",\"drop_invalid_header_fields\":true")).planned,
        "drop_invalid_header_fields")));
    const char *crossing = KIND("application", ",\"enable_cross_zone_load_balancing\":true");
    CHECK_STR(kit_text(&k, value_get(kit_plan(&k, balancer, crossing, KIND("application", "")).planned,
                                     "enable_cross_zone_load_balancing")),
              "true");
    // Where AWS knows it, it counts.
    CHECK_STR(kit_text(&k, value_get(kit_plan(&k, balancer, KIND("application", ""),
                                              KIND("application", ",\"drop_invalid_header_fields\":true"))
                                         .planned,
                                     "drop_invalid_header_fields")),
              "true");
    kit_free(&k);
}
