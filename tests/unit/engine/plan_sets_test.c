// Blocks and attributes whose elements have no identity.
#include "test.h"

#include "base/buf.h"
#include "engine/plan_kit.h"

static const type string_list = {.kind = TYPE_LIST, .element = &TYPE_STRING_CONST};
static const type string_set = {.kind = TYPE_SET, .element = &TYPE_STRING_CONST};
static const value hundred = {.kind = VALUE_NUMBER, .number = {.is_integer = true, .integer = 100}};

static const spec_attr nested[] = {
    {.name = "path", .type = &TYPE_STRING_CONST, .optional = true},
};
static const spec_attr balancer[] = {
    {.name = "arn", .type = &TYPE_STRING_CONST, .optional = true, .computed = true},
    {.name = "check", .nesting = SPEC_BLOCK_LIST, .of = nested, .of_count = 1, .optional = true},
    {.name = "name", .type = &TYPE_STRING_CONST, .required = true, .same = same_nocase},
    {.name = "note", .type = &TYPE_STRING_CONST, .optional = true},
    {.name = "weight", .type = &TYPE_NUMBER_CONST, .optional = true, .default_value = &hundred},
};
static const char *const disk_identity[] = {"device", NULL};
static const char *const disk_notes[] = {"note", NULL};
static const spec_attr disk[] = {
    {.name = "device", .type = &TYPE_STRING_CONST, .required = true, .replaces = 7},
    {.name = "note", .type = &TYPE_STRING_CONST, .optional = true},
    {.name = "notes", .type = &TYPE_STRING_CONST, .computed = true, .renewed_by = disk_notes},
    {.name = "size", .type = &TYPE_NUMBER_CONST, .optional = true, .computed = true, .replaces = 7},
};
static const spec_attr rule[] = {
    {.name = "cidr_blocks", .type = &string_list, .optional = true, .same = same_any_order},
    {.name = "description", .type = &TYPE_STRING_CONST, .optional = true},
    {.name = "from_port", .type = &TYPE_NUMBER_CONST, .optional = true},
    {.name = "groups", .type = &string_set, .optional = true},
    {.name = "self", .type = &TYPE_BOOL_CONST, .optional = true},
};
static const type_field rule_fields[] = {
    {"cidr_blocks", &string_list}, {"description", &TYPE_STRING_CONST}, {"from_port", &TYPE_NUMBER_CONST},
    {"groups", &string_set},       {"self", &TYPE_BOOL_CONST},
};
static const type rule_type = {.kind = TYPE_OBJECT, .fields = rule_fields, .field_count = 5};
static const type rule_set = {.kind = TYPE_SET, .element = &rule_type};
static const type rule_list = {.kind = TYPE_LIST, .element = &rule_type};

static const spec_attr attrs[] = {
    {.name = "balancer", .nesting = SPEC_BLOCK_SET, .of = balancer, .of_count = 5, .optional = true},
    {.name = "certain",
     .nesting = SPEC_BLOCK_SET,
     .of = balancer,
     .of_count = 5,
     .optional = true,
     .computed = true,
     .min_items = 1,
     .max_items = 1},
    {.name = "disk",
     .nesting = SPEC_BLOCK_SET,
     .of = disk,
     .of_count = 4,
     .optional = true,
     .computed = true,
     .identity = disk_identity,
     .replaces = SPEC_REPLACE_SET},
    {.name = "id", .type = &TYPE_STRING_CONST, .optional = true, .computed = true},
    {.name = "ingress",
     .nesting = SPEC_OBJECT_SET,
     .type = &rule_set,
     .of = rule,
     .of_count = 5,
     .optional = true,
     .computed = true},
    {.name = "policy", .nesting = SPEC_BLOCK_SET, .of = nested, .of_count = 1, .optional = true, .computed = true},
    {.name = "route", .nesting = SPEC_OBJECT_LIST, .type = &rule_list, .of = rule, .of_count = 5, .optional = true},
    {.name = "subnets", .type = &string_set, .optional = true},
    {.name = "zones", .type = &string_set, .optional = true, .same = same_nocase},
};
static const spec thing = {
    .kind = SPEC_RESOURCE, .type = "aws_thing", .block = {.attrs = attrs, .attr_count = sizeof attrs / sizeof *attrs}};

#define STATE(more) "{\"id\":\"i\",\"certain\":[]," more "\"policy\":[]}"
#define WEB "{\"name\":\"web\",\"arn\":\"a1\",\"weight\":100,\"check\":[]}"
#define API "{\"name\":\"api\",\"arn\":\"a2\",\"weight\":7,\"note\":\"\"}"

TEST(create_leaves_computed_sets_empty_unless_their_number_is_certain) {
    kit k = kit_make();
    engine_plan_response r = kit_plan(&k, &thing, NULL, "{}");
    CHECK_STR(kit_planned(&k, &r, "policy"), "[]");
    CHECK_STR(kit_planned(&k, &r, "certain"),
              "[{\"arn\":\"(unknown)\",\"check\":[],\"name\":null,\"note\":null,\"weight\":100}]");
    CHECK_STR(kit_planned(&k, &r, "ingress"), "\"(unknown)\"");
    CHECK_STR(kit_planned(&k, &r, "balancer"), "[]");
    kit_free(&k);
}

TEST(many_elements_that_are_unknown_take_little_memory) {
    enum { ELEMENTS = 200, BYTES_OF_ONE = 10000 };
    kit k = kit_make();
    buf prior = buf_make(1 << 20);
    buf config = buf_make(1 << 20);
    for (int i = 0; i < ELEMENTS; i++) {
        const char *comma = i == 0 ? "" : ",";
        buf_printf(&prior, "%s{\"name\":\"n%d\",\"arn\":\"a%d\",\"weight\":100}", comma, i, i);
        buf_printf(&config, "%s{\"name\":\"(unknown)\",\"note\":\"(unknown)\"}", comma);
    }
    const value *was = kit_value(&k, ATTRS(attrs), arena_printf(k.arena, STATE("\"balancer\":[%s],"), prior.ptr));
    const value *given = kit_value(&k, ATTRS(attrs), arena_printf(k.arena, "{\"balancer\":[%s]}", config.ptr));
    engine_plan_request q = {.prior = was, .proposed = given, .config = given};
    engine_plan_response r;
    size_t before = arena_used(k.arena);
    engine_plan(&k.call, &thing, &q, &r);
    CHECK(arena_used(k.arena) - before < (size_t)ELEMENTS * BYTES_OF_ONE);
    CHECK_INT(value_count(value_get(r.planned, "balancer")), ELEMENTS);
    buf_free(&prior);
    buf_free(&config);
    kit_free(&k);
}

TEST(elements_find_their_prior_by_what_is_configured) {
    kit k = kit_make();
    const char *prior = STATE("\"balancer\":[" WEB "," API "],");
    CHECK(kit_no_change(&k, &thing, prior, "{\"balancer\":[{\"name\":\"API\",\"weight\":7},{\"name\":\"Web\"}]}"));
    CHECK(kit_no_change(
        &k, &thing, prior,
        "{\"balancer\":[{\"name\":\"api\",\"weight\":7,\"arn\":\"a2\"},{\"name\":\"web\",\"note\":\"\"}]}"));
    kit_free(&k);
}

TEST(a_changed_element_is_a_new_one) {
    kit k = kit_make();
    const char *prior = STATE("\"balancer\":[" WEB "," API "],");
    engine_plan_response r =
        kit_plan(&k, &thing, prior, "{\"balancer\":[{\"name\":\"api\",\"weight\":8},{\"name\":\"web\"}]}");
    CHECK_STR(kit_planned(&k, &r, "balancer"),
              "[{\"arn\":\"(unknown)\",\"check\":[],\"name\":\"api\",\"note\":null,\"weight\":8},"
              "{\"arn\":\"a1\",\"check\":[],\"name\":\"web\",\"note\":null,\"weight\":100}]");
    r = kit_plan(&k, &thing, prior, "{\"balancer\":[{\"name\":\"web\"}]}");
    CHECK_STR(kit_planned(&k, &r, "balancer"),
              "[{\"arn\":\"a1\",\"check\":[],\"name\":\"web\",\"note\":null,\"weight\":100}]");
    r = kit_plan(&k, &thing, prior, "{}");
    CHECK_STR(kit_planned(&k, &r, "balancer"), "[]");
    kit_free(&k);
}

TEST(an_element_with_an_identity_changes_in_place) {
    kit k = kit_make();
    const char *prior = "{\"id\":\"i\",\"disk\":[{\"device\":\"a\",\"note\":\"x\",\"notes\":\"x\",\"size\":8},"
                        "{\"device\":\"b\",\"size\":9}]}";
    const char *other = "{\"disk\":[{\"device\":\"a\",\"note\":\"y\"},{\"device\":\"b\"}]}";
    engine_plan_response r = kit_plan(&k, &thing, prior, other);
    CHECK_STR(kit_planned(&k, &r, "disk"), "[{\"device\":\"a\",\"note\":\"y\",\"notes\":\"(unknown)\",\"size\":8},"
                                           "{\"device\":\"b\",\"note\":null,\"notes\":null,\"size\":9}]");
    CHECK_STR(kit_replaces(&k, &r), "");
    const char *open = "{\"disk\":[{\"device\":\"a\",\"note\":\"(unknown)\"},{\"device\":\"b\"}]}";
    r = kit_plan(&k, &thing, prior, open);
    CHECK_STR(kit_replaces(&k, &r), "");
    CHECK(kit_twice(&k, &thing, prior, open, other));
    r = kit_plan(&k, &thing, prior, "{\"disk\":[{\"device\":\"a\",\"size\":10},{\"device\":\"b\"}]}");
    CHECK_STR(kit_replaces(&k, &r), "disk");
    r = kit_plan(&k, &thing, prior, "{\"disk\":[{\"device\":\"c\",\"note\":\"x\"},{\"device\":\"b\"}]}");
    CHECK_STR(kit_replaces(&k, &r), "disk");
    kit_free(&k);
}

TEST(nested_blocks_count_for_the_match) {
    kit k = kit_make();
    const char *prior =
        STATE("\"balancer\":[{\"name\":\"web\",\"arn\":\"a1\",\"weight\":100,\"check\":[{\"path\":\"/\"}]}],");
    CHECK(kit_no_change(&k, &thing, prior, "{\"balancer\":[{\"name\":\"web\",\"check\":[{\"path\":\"/\"}]}]}"));
    engine_plan_response r =
        kit_plan(&k, &thing, prior, "{\"balancer\":[{\"name\":\"web\",\"check\":[{\"path\":\"/x\"}]}]}");
    CHECK_STR(kit_planned(&k, &r, "balancer"),
              "[{\"arn\":\"(unknown)\",\"check\":[{\"path\":\"/x\"}],\"name\":\"web\",\"note\":null,\"weight\":100}]");
    kit_free(&k);
}

TEST(an_element_with_unknown_parts_promises_little) {
    kit k = kit_make();
    const char *prior = STATE("\"balancer\":[{\"name\":\"web\",\"arn\":\"a1\",\"weight\":1,\"note\":\"n\"}," API "],");
    const char *first =
        "{\"balancer\":[{\"name\":\"WEB\",\"weight\":1,\"note\":\"(unknown)\"},{\"name\":\"api\",\"weight\":7}]}";
    engine_plan_response r = kit_plan(&k, &thing, prior, first);
    CHECK_STR(kit_planned(&k, &r, "balancer"),
              "[{\"arn\":\"(unknown)\",\"check\":[],\"name\":\"(unknown)\",\"note\":\"(unknown)\",\"weight\":1},"
              "{\"arn\":\"a2\",\"check\":[],\"name\":\"api\",\"note\":\"\",\"weight\":7}]");
    CHECK(kit_twice(&k, &thing, prior, first,
                    "{\"balancer\":[{\"name\":\"WEB\",\"weight\":1,\"note\":\"n\"},{\"name\":\"api\",\"weight\":7}]}"));
    CHECK(kit_twice(&k, &thing, prior, first,
                    "{\"balancer\":[{\"name\":\"WEB\",\"weight\":1,\"note\":\"m\"},{\"name\":\"api\",\"weight\":7}]}"));
    kit_free(&k);
}

TEST(two_elements_that_differ_in_what_is_unknown_stay_two) {
    kit k = kit_make();
    const char *first = "{\"balancer\":[{\"name\":\"(unknown)\"},{\"name\":\"(unknown)\"}]}";
    engine_plan_response r = kit_plan(&k, &thing, NULL, first);
    CHECK_INT(value_count(value_get(r.planned, "balancer")), 2);
    CHECK(kit_twice(&k, &thing, NULL, first, "{\"balancer\":[{\"name\":\"a\"},{\"name\":\"b\"}]}"));
    r = kit_plan(&k, &thing, NULL, "{\"subnets\":[\"(unknown)\",\"(unknown)\"]}");
    CHECK_STR(kit_planned(&k, &r, "subnets"), "[\"(unknown)\",\"(unknown)\"]");
    kit_free(&k);
}

TEST(computed_sets_of_the_prior_are_kept) {
    kit k = kit_make();
    const char *prior =
        "{\"id\":\"i\",\"certain\":[" WEB "],\"policy\":[{\"path\":\"p\"}],\"ingress\":[{\"from_port\":1}]}";
    CHECK(kit_no_change(&k, &thing, prior, "{}"));
    engine_plan_response r = kit_plan(&k, &thing, prior, "{\"policy\":[{\"path\":\"q\"}]}");
    CHECK_STR(kit_planned(&k, &r, "policy"), "[{\"path\":\"q\"}]");
    kit_free(&k);
}

#define RULE                                                                                                           \
    "{\"from_port\":0,\"self\":false,\"description\":\"\",\"cidr_blocks\":[\"10.0.0.0/8\",\"11.0.0.0/8\"],"            \
    "\"groups\":[]}"

TEST(objects_equal_in_meaning_keep_the_prior_as_a_whole) {
    kit k = kit_make();
    const char *prior = STATE("\"ingress\":[" RULE "],\"route\":[" RULE "],");
    const char *mine = "[{\"cidr_blocks\":[\"11.0.0.0/8\",\"10.0.0.0/8\"]}]";
    CHECK(kit_no_change(&k, &thing, prior, arena_printf(k.arena, "{\"ingress\":%s,\"route\":%s}", mine, mine)));
    engine_plan_response r = kit_plan(
        &k, &thing, prior, "{\"ingress\":[{\"from_port\":1},{\"cidr_blocks\":[\"11.0.0.0/8\",\"10.0.0.0/8\"]}]}");
    CHECK_STR(
        kit_planned(&k, &r, "ingress"),
        "[{\"cidr_blocks\":null,\"description\":null,\"from_port\":1,\"groups\":null,\"self\":null},"
        "{\"cidr_blocks\":[\"11.0.0.0/8\",\"10.0.0.0/8\"],\"description\":null,\"from_port\":null,\"groups\":null,"
        "\"self\":null}]");
    CHECK(!r.legacy_type_system);
    r = kit_plan(&k, &thing, prior, "{\"ingress\":[]}");
    CHECK_STR(kit_planned(&k, &r, "ingress"), "[]");
    kit_free(&k);
}

TEST(objects_with_unknown_parts_may_become_the_prior) {
    kit k = kit_make();
    const char *prior = STATE("\"ingress\":[" RULE "],\"route\":[" RULE "],");
    const char *first = "{\"ingress\":[{\"cidr_blocks\":[\"(unknown)\",\"10.0.0.0/8\"]}]}";
    CHECK(kit_twice(&k, &thing, prior, first, "{\"ingress\":[{\"cidr_blocks\":[\"11.0.0.0/8\",\"10.0.0.0/8\"]}]}"));
    CHECK(kit_twice(&k, &thing, prior, first, "{\"ingress\":[{\"cidr_blocks\":[\"12.0.0.0/8\",\"10.0.0.0/8\"]}]}"));
    const char *other = "{\"ingress\":[{\"from_port\":5,\"description\":\"(unknown)\"}]}";
    engine_plan_response r = kit_plan(&k, &thing, prior, other); // whatever it is, it is not the prior
    CHECK_STR(kit_planned(&k, &r, "ingress"),
              "[{\"cidr_blocks\":null,\"description\":\"(unknown)\",\"from_port\":5,\"groups\":null,\"self\":null}]");
    CHECK(kit_twice(&k, &thing, prior, "{\"route\":[{\"cidr_blocks\":[\"(unknown)\",\"10.0.0.0/8\"]}]}",
                    "{\"route\":[{\"cidr_blocks\":[\"11.0.0.0/8\",\"10.0.0.0/8\"]}]}"));
    kit_free(&k);
}

TEST(plain_sets_keep_the_priors_spelling) {
    kit k = kit_make();
    const char *prior = STATE("\"zones\":[\"a\",\"b\"],\"subnets\":[\"s1\"],");
    CHECK(kit_no_change(&k, &thing, prior, "{\"zones\":[\"B\",\"A\"],\"subnets\":[\"s1\"]}"));
    CHECK(kit_twice(&k, &thing, prior, "{\"zones\":[\"B\",\"(unknown)\"],\"subnets\":[\"(unknown)\"]}",
                    "{\"zones\":[\"B\",\"A\"],\"subnets\":[\"s2\"]}"));
    kit_free(&k);
}
