// Which changes force a replacement, and the paths that say so.
#include "test.h"

#include "engine/hook.h"
#include "engine/plan_kit.h"

static const type string_map = {.kind = TYPE_MAP, .element = &TYPE_STRING_CONST};
static const value ecs = {.kind = VALUE_STRING, .string = {"ECS", 3}};
static const value fixed = {.kind = VALUE_STRING, .string = {"fixed", 5}};

enum { ALL = SPEC_REPLACE_CHANGE | SPEC_REPLACE_SET | SPEC_REPLACE_UNSET };

// replaces_if: kind was "fixed", or is no longer.
static const char *const mode_names[] = {"mode", NULL};
static const expr mode_is_fixed_args[] = {{.kind = EXPR_REF, .names = mode_names},
                                          {.kind = EXPR_LITERAL, .literal = &fixed}};
static const expr mode_is_fixed = {.kind = EXPR_CALL, .function = &expr_eq, .items = mode_is_fixed_args, .count = 2};

// replaces_if: another one than the last read told.
static const char *const version_names[] = {"version", NULL};
static const char *const remembered_names[] = {"remembered", "version", NULL};
static const expr version_is_remembered_args[] = {{.kind = EXPR_REF, .names = version_names},
                                                  {.kind = EXPR_REF, .names = remembered_names}};
static const expr version_is_remembered[] = {
    {.kind = EXPR_CALL, .function = &expr_eq, .items = version_is_remembered_args, .count = 2}};
static const expr version_is_another = {
    .kind = EXPR_CALL, .function = &expr_not, .items = version_is_remembered, .count = 1};

static const spec_attr part[] = {
    {.name = "kind", .type = &TYPE_STRING_CONST, .optional = true, .replaces = ALL},
    {.name = "note", .type = &TYPE_STRING_CONST, .optional = true},
};
static const spec_attr attrs[] = {
    {.name = "arn", .type = &TYPE_STRING_CONST, .computed = true, .replaces = ALL},
    {.name = "count", .type = &TYPE_NUMBER_CONST, .optional = true, .replaces = SPEC_REPLACE_CHANGE},
    {.name = "grown",
     .nesting = SPEC_BLOCK_LIST,
     .of = part,
     .of_count = 2,
     .optional = true,
     .replaces = SPEC_REPLACE_SET},
    {.name = "kms", .type = &TYPE_STRING_CONST, .optional = true, .replaces = SPEC_REPLACE_UNSET},
    {.name = "list", .nesting = SPEC_BLOCK_LIST, .of = part, .of_count = 2, .optional = true},
    {.name = "mode", .type = &TYPE_STRING_CONST, .optional = true},
    {.name = "name", .type = &TYPE_STRING_CONST, .optional = true, .computed = true, .replaces = ALL},
    {.name = "set", .nesting = SPEC_BLOCK_SET, .of = part, .of_count = 2, .optional = true},
    {.name = "sized", .type = &TYPE_NUMBER_CONST, .optional = true, .replaces = ALL, .replaces_if = &mode_is_fixed},
    {.name = "tags", .type = &string_map, .optional = true, .replaces = ALL},
    {.name = "type", .type = &TYPE_STRING_CONST, .optional = true, .default_value = &ecs, .replaces = ALL},
    {.name = "version",
     .type = &TYPE_STRING_CONST,
     .optional = true,
     .replaces = ALL,
     .replaces_if = &version_is_another},
    {.name = "whole", .nesting = SPEC_BLOCK_SET, .of = part, .of_count = 2, .optional = true, .replaces = ALL},
};
static const spec thing = {
    .kind = SPEC_RESOURCE, .type = "aws_thing", .block = {.attrs = attrs, .attr_count = sizeof attrs / sizeof *attrs}};

#define STATE(more) "{" more "\"arn\":\"a\",\"name\":\"n\",\"type\":\"ECS\"}"

static const char *replaces(kit *k, const char *prior, const char *config) {
    engine_plan_response r = kit_plan(k, &thing, prior, config);
    return kit_replaces(k, &r);
}

TEST(a_create_replaces_nothing) {
    kit k = kit_make();
    CHECK_STR(replaces(&k, NULL, "{\"name\":\"n\",\"set\":[{\"kind\":\"x\"}]}"), "");
    kit_free(&k);
}

TEST(a_change_under_replaces_is_reported) {
    kit k = kit_make();
    CHECK_STR(replaces(&k, STATE(""), "{\"name\":\"m\"}"), "name");
    CHECK_STR(replaces(&k, STATE(""), "{\"name\":\"n\"}"), "");
    CHECK_STR(replaces(&k, STATE(""), "{}"), ""); // AWS's to choose
    CHECK_STR(replaces(&k, STATE(""), "{\"type\":\"EC2\"}"), "type");
    CHECK_STR(replaces(&k, "{\"type\":\"EC2\"}", "{}"), "type"); // back to the default
    CHECK_STR(replaces(&k, STATE("\"tags\":{\"a\":\"1\"},"), "{\"tags\":{\"a\":\"2\"}}"), "tags");
    CHECK_STR(replaces(&k, STATE("\"tags\":{},"), "{}"), "");
    kit_free(&k);
}

TEST(the_ways_to_change_are_told_apart) {
    kit k = kit_make();
    CHECK_STR(replaces(&k, STATE("\"count\":1,"), "{\"count\":2}"), "count");
    CHECK_STR(replaces(&k, STATE("\"count\":0,"), "{\"count\":2}"), "count");
    CHECK_STR(replaces(&k, STATE(""), "{\"count\":2}"), "");
    CHECK_STR(replaces(&k, STATE("\"count\":1,"), "{}"), "");
    CHECK_STR(replaces(&k, STATE("\"kms\":\"k\","), "{}"), "kms");
    CHECK_STR(replaces(&k, STATE("\"kms\":\"k\","), "{\"kms\":\"\"}"), "kms");
    CHECK_STR(replaces(&k, STATE("\"kms\":\"k\","), "{\"kms\":\"l\"}"), "");
    CHECK_STR(replaces(&k, STATE(""), "{\"kms\":\"l\"}"), "");
    kit_free(&k);
}

TEST(an_unknown_under_replaces_is_reported) {
    kit k = kit_make();
    CHECK_STR(replaces(&k, STATE(""), "{\"name\":\"(unknown)\"}"), "name");
    CHECK_STR(replaces(&k, STATE("\"kms\":\"k\","), "{\"kms\":\"(unknown)\"}"), "kms");
    CHECK_STR(replaces(&k, STATE(""), "{\"kms\":\"(unknown)\"}"), "");
    CHECK_STR(replaces(&k, STATE(""), "{\"count\":\"(unknown)\"}"), "");
    CHECK(kit_twice(&k, &thing, STATE(""), "{\"name\":\"(unknown)\"}", "{\"name\":\"m\"}"));
    CHECK(kit_twice(&k, &thing, STATE(""), "{\"tags\":{\"a\":\"(unknown)\"}}", "{\"tags\":{\"a\":\"1\"}}"));
    kit_free(&k);
}

TEST(a_condition_decides) {
    kit k = kit_make();
    CHECK_STR(replaces(&k, STATE("\"sized\":1,\"mode\":\"fixed\","), "{\"sized\":2,\"mode\":\"fixed\"}"), "sized");
    CHECK_STR(replaces(&k, STATE("\"sized\":1,\"mode\":\"fixed\","), "{\"sized\":2,\"mode\":\"free\"}"), "");
    CHECK_STR(replaces(&k, STATE("\"sized\":1,\"mode\":\"free\","), "{\"sized\":2,\"mode\":\"(unknown)\"}"), "sized");
    kit_free(&k);
}

TEST(what_the_last_read_told_decides) {
    kit k = kit_make();
    engine_plan_request q = {.prior = kit_value(&k, ATTRS(attrs), STATE("\"version\":\"newest\",")),
                             .config = kit_value(&k, ATTRS(attrs), "{\"name\":\"n\",\"version\":\"3\"}")};
    q.proposed = q.config;
    engine_plan_response r;
    engine_plan(&k.call, &thing, &q, &r);
    CHECK_STR(kit_replaces(&k, &r), "version");
    q.private_data = STR("{\"remembered\":{\"version\":\"3\"}}");
    engine_plan(&k.call, &thing, &q, &r);
    CHECK_STR(kit_replaces(&k, &r), "");
    kit_free(&k);
}

TEST(list_blocks_have_paths_by_index) {
    kit k = kit_make();
    const char *prior = STATE("\"list\":[{\"kind\":\"x\"},{\"kind\":\"y\"}],");
    CHECK_STR(replaces(&k, prior, "{\"list\":[{\"kind\":\"x\"},{\"kind\":\"z\"}]}"), "list[1].kind");
    CHECK_STR(replaces(&k, prior, "{\"list\":[{\"kind\":\"x\",\"note\":\"n\"},{\"kind\":\"y\"}]}"), "");
    CHECK_STR(replaces(&k, prior, "{\"list\":[{\"kind\":\"x\"},{\"kind\":\"y\"},{\"kind\":\"w\"}]}"), "");
    CHECK_STR(replaces(&k, STATE(""), "{\"grown\":[{\"note\":\"n\"}]}"), "grown");
    CHECK_STR(replaces(&k, STATE("\"grown\":[{\"note\":\"n\"}],"), "{}"), "");
    CHECK_STR(replaces(&k, STATE("\"grown\":[{\"note\":\"n\"}],"), "{\"grown\":[{\"note\":\"m\"}]}"), "");
    CHECK_STR(replaces(&k, STATE(""), "{\"grown\":\"(unknown)\"}"), "grown");
    kit_free(&k);
}

TEST(an_unknown_list_of_blocks_may_lose_what_forces_a_replacement) {
    kit k = kit_make();
    const char *prior = STATE("\"list\":[{\"kind\":\"x\"}],");
    CHECK_STR(replaces(&k, prior, "{\"list\":\"(unknown)\"}"), "list");
    CHECK_STR(replaces(&k, STATE("\"list\":[{\"note\":\"n\"}],"), "{\"list\":\"(unknown)\"}"), "");
    CHECK(kit_twice(&k, &thing, prior, "{\"list\":\"(unknown)\"}", "{\"list\":[{\"kind\":\"y\"}]}"));
    kit_free(&k);
}

TEST(a_change_that_cannot_be_is_refused_unless_it_replaces) {
    kit k = kit_make();
    const spec_refusal refusal = {
        .when = mode_is_fixed, .of = SPEC_REFUSE_CHANGE, .at = "mode", .say = "It stays as it is."};
    spec strict = thing;
    strict.refusals = &refusal;
    strict.refusal_count = 1;
    kit_plan(&k, &strict, NULL, "{\"mode\":\"fixed\"}");
    kit_plan(&k, &strict, STATE(""), "{\"mode\":\"free\"}");
    kit_plan(&k, &strict, STATE(""), "{\"mode\":\"fixed\",\"name\":\"m\"}");
    CHECK(!diags_failed(&k.call.diags));
    kit_plan(&k, &strict, STATE(""), "{\"mode\":\"fixed\"}");
    CHECK_INT(k.call.diags.error_count, 1);
    str detail = str_of(k.call.diags.first->detail);
    CHECK(str_has_prefix(detail, "It stays as it is.\n\n"));
    CHECK(str_find(detail, "terraform destroy -refresh=false", &(size_t){0})); // a destroy plans the same
    kit_free(&k);
}

static void replace_whole(hook_plan *h) {
    hook_plan_replace(h, "whole");
}

TEST(what_a_hook_replaces_is_refused_no_change) {
    kit k = kit_make();
    const spec_refusal refusal = {.when = mode_is_fixed, .of = SPEC_REFUSE_CHANGE, .say = "It stays as it is."};
    spec strict = thing;
    strict.refusals = &refusal;
    strict.refusal_count = 1;
    strict.plan = replace_whole;
    engine_plan_response r = kit_plan(&k, &strict, STATE(""), "{\"mode\":\"fixed\"}");
    CHECK_STR(kit_replaces(&k, &r), "whole");
    CHECK(!diags_failed(&k.call.diags));
    kit_free(&k);
}

static size_t refused_deletions(kit *k, const spec *s, const char *prior) {
    engine_plan_request q = {.prior = kit_value(k, s->block.attrs, s->block.attr_count, prior),
                             .config = value_null(),
                             .proposed = value_null()};
    engine_plan_response r;
    engine_plan(&k->call, s, &q, &r);
    CHECK(value_is_null(r.planned));
    return (size_t)k->call.diags.error_count;
}

TEST(a_deletion_that_cannot_be_is_refused_when_it_is_planned) {
    kit k = kit_make();
    const spec_refusal refusal = {
        .when = mode_is_fixed, .of = SPEC_REFUSE_DELETE, .at = "mode", .say = "It does not go."};
    spec strict = thing;
    strict.refusals = &refusal;
    strict.refusal_count = 1;
    kit_plan(&k, &strict, STATE(""), "{\"mode\":\"fixed\"}");
    CHECK_INT(refused_deletions(&k, &strict, STATE("\"mode\":\"free\",")), 0);
    CHECK_INT(refused_deletions(&k, &strict, STATE("\"mode\":\"fixed\",")), 1);
    CHECK_STR(k.call.diags.first->detail, "It does not go.");
    // What is replaced goes too; what the plan would have of it comes too late.
    kit_plan(&k, &strict, STATE("\"mode\":\"free\","), "{\"mode\":\"fixed\",\"name\":\"m\"}");
    kit_plan(&k, &strict, STATE("\"mode\":\"fixed\","), "{\"mode\":\"free\"}");
    CHECK_INT(k.call.diags.error_count, 1);
    kit_plan(&k, &strict, STATE("\"mode\":\"fixed\","), "{\"mode\":\"free\",\"name\":\"m\"}");
    CHECK_INT(k.call.diags.error_count, 2);
    kit_free(&k);
}

#define BALANCER(subnets) "{\"name\":\"n\",\"load_balancer_type\":\"network\",\"subnets\":[" subnets "]}"

TEST(a_subnet_that_may_be_lost_replaces_a_network_load_balancer) {
    kit k = kit_make();
    const spec *balancer = spec_find(SPEC_RESOURCE, "aws_lb");
    const char *prior = BALANCER("\"subnet-a\",\"subnet-b\"");
    const char *unknown = BALANCER("\"subnet-a\",\"(unknown)\"");
    engine_plan_response r = kit_plan(&k, balancer, prior, unknown);
    CHECK_STR(kit_replaces(&k, &r), "subnets");
    CHECK(kit_twice(&k, balancer, prior, unknown, BALANCER("\"subnet-a\",\"subnet-c\"")));
    r = kit_plan(&k, balancer, prior, BALANCER("\"subnet-a\",\"subnet-b\",\"(unknown)\""));
    CHECK_STR(kit_replaces(&k, &r), "");
    kit_free(&k);
}

TEST(paths_end_at_the_first_set) {
    kit k = kit_make();
    const char *prior = STATE("\"set\":[{\"kind\":\"x\",\"note\":\"n\"}],");
    CHECK_STR(replaces(&k, prior, "{\"set\":[{\"kind\":\"z\",\"note\":\"n\"}]}"), "set");
    CHECK_STR(replaces(&k, prior, "{\"set\":[{\"kind\":\"x\",\"note\":\"m\"}]}"), "");
    CHECK_STR(replaces(&k, prior, "{\"set\":[{\"kind\":\"x\",\"note\":\"n\"},{\"kind\":\"y\"}]}"), "");
    CHECK_STR(replaces(&k, prior, "{}"), "");
    CHECK_STR(replaces(&k, prior, "{\"set\":[{\"kind\":\"(unknown)\",\"note\":\"n\"}]}"), "set");
    CHECK(kit_twice(&k, &thing, prior, "{\"set\":[{\"kind\":\"(unknown)\",\"note\":\"n\"}]}",
                    "{\"set\":[{\"kind\":\"w\",\"note\":\"n\"}]}"));
    CHECK_STR(replaces(&k, STATE(""), "{\"whole\":[{\"note\":\"n\"}]}"), "whole");
    CHECK_STR(replaces(&k, STATE("\"whole\":[{\"note\":\"n\"}],"), "{}"), "whole");
    CHECK_STR(replaces(&k, STATE("\"whole\":[{\"note\":\"n\"}],"), "{\"whole\":[{\"note\":\"m\"}]}"), "whole");
    CHECK_STR(replaces(&k, STATE("\"whole\":[{\"note\":\"n\"}],"), "{\"whole\":[{\"note\":\"n\"}]}"), "");
    kit_free(&k);
}
