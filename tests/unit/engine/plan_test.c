// Attributes and blocks that are not sets: defaults, computed values, spelling, emptiness.
#include "test.h"

#include "engine/plan_kit.h"

static const type string_list = {.kind = TYPE_LIST, .element = &TYPE_STRING_CONST};
static const type string_map = {.kind = TYPE_MAP, .element = &TYPE_STRING_CONST};

static const value five = {.kind = VALUE_NUMBER, .number = {.is_integer = true, .integer = 5}};
static const value ecs = {.kind = VALUE_STRING, .string = {"ECS", 3}};
static const value none = {.kind = VALUE_STRING, .string = {"NONE", 4}};
static const value daemon_text = {.kind = VALUE_STRING, .string = {"DAEMON", 6}};
static const value replica = {.kind = VALUE_STRING, .string = {"REPLICA", 7}};

static const char *const strategy_names[] = {"strategy", NULL};
static const expr is_daemon_args[] = {{.kind = EXPR_REF, .names = strategy_names},
                                      {.kind = EXPR_LITERAL, .literal = &daemon_text}};
static struct spec_default no_minimum[] = {
    {.when = {.kind = EXPR_CALL, .function = &expr_eq, .items = is_daemon_args, .count = 2},
     .value = &VALUE_NULL_CONST}};

static const value any_text = {.kind = VALUE_STRING, .string = {"any", 3}};
static const char *const tier_names[] = {"tier", NULL};
static const expr tier_is_any_args[] = {{.kind = EXPR_REF, .names = tier_names},
                                        {.kind = EXPR_LITERAL, .literal = &any_text}};
static const expr tier_is_any = {.kind = EXPR_CALL, .function = &expr_eq, .items = tier_is_any_args, .count = 2};

static const char *const by_image[] = {"image", NULL};
static const char *const by_any[] = {"*", NULL};

static const spec_attr inner[] = {
    {.name = "kind", .type = &TYPE_STRING_CONST, .optional = true, .default_value = &ecs},
    {.name = "name", .type = &TYPE_STRING_CONST, .required = true, .same = same_nocase},
    {.name = "port", .type = &TYPE_NUMBER_CONST, .optional = true, .computed = true},
};

static const spec_attr timeouts[] = {
    {.name = "create", .type = &TYPE_STRING_CONST, .optional = true},
};

static const spec_attr attrs[] = {
    {.name = "arn", .type = &TYPE_STRING_CONST, .computed = true},
    {.name = "choice", .type = &TYPE_STRING_CONST, .optional = true, .unset_is = &none},
    {.name = "computed_block",
     .nesting = SPEC_BLOCK_LIST,
     .of = inner,
     .of_count = 3,
     .optional = true,
     .computed = true},
    {.name = "container", .nesting = SPEC_BLOCK_LIST, .of = inner, .of_count = 3, .optional = true},
    {.name = "enabled", .type = &TYPE_BOOL_CONST, .optional = true, .default_value = &VALUE_FALSE_CONST},
    {.name = "force", .type = &TYPE_BOOL_CONST, .optional = true, .provider_only = true},
    {.name = "id", .type = &TYPE_STRING_CONST, .optional = true, .computed = true},
    {.name = "image", .type = &TYPE_STRING_CONST, .optional = true},
    {.name = "launch", .type = &TYPE_STRING_CONST, .optional = true, .computed = true},
    {.name = "minimum",
     .type = &TYPE_NUMBER_CONST,
     .optional = true,
     .default_value = &five,
     .default_when = no_minimum,
     .default_when_count = 1},
    {.name = "note", .type = &TYPE_STRING_CONST, .optional = true},
    {.name = "order", .type = &string_list, .optional = true, .same = same_any_order},
    {.name = "plain_bool", .type = &TYPE_BOOL_CONST, .optional = true},
    {.name = "policy", .type = &TYPE_STRING_CONST, .optional = true, .same = same_policy},
    {.name = "revision", .type = &TYPE_NUMBER_CONST, .computed = true, .renewed_by = by_image},
    {.name = "secret_wo", .type = &TYPE_STRING_CONST, .optional = true, .write_only = true},
    {.name = "size", .type = &TYPE_NUMBER_CONST, .optional = true},
    {.name = "stamp", .type = &TYPE_STRING_CONST, .computed = true, .renewed_by = by_any},
    {.name = "strategy", .type = &TYPE_STRING_CONST, .optional = true, .default_value = &replica},
    {.name = "tags", .type = &string_map, .optional = true},
    {.name = "tier", .type = &TYPE_STRING_CONST, .optional = true, .computed = true, .same_if = &tier_is_any},
    {.name = "timeouts", .nesting = SPEC_BLOCK_SINGLE, .of = timeouts, .of_count = 1, .optional = true},
};
static const spec thing = {
    .kind = SPEC_RESOURCE, .type = "aws_thing", .block = {.attrs = attrs, .attr_count = sizeof attrs / sizeof *attrs}};

// What a created thing's state looks like, and the same with `more` before.
#define STATE(more)                                                                                                    \
    "{" more "\"arn\":\"a\",\"id\":\"i\",\"launch\":\"EC2\",\"minimum\":5,\"revision\":1,\"stamp\":\"s\","             \
    "\"strategy\":\"REPLICA\",\"enabled\":false}"

TEST(create_plans_defaults_and_unknowns) {
    kit k = kit_make();
    engine_plan_response r =
        kit_plan(&k, &thing, NULL, "{\"note\":\"x\",\"secret_wo\":\"hidden\",\"plain_bool\":false}");
    CHECK_STR(kit_planned(&k, &r, "arn"), "\"(unknown)\"");
    CHECK_STR(kit_planned(&k, &r, "id"), "\"(unknown)\"");
    CHECK_STR(kit_planned(&k, &r, "launch"), "\"(unknown)\"");
    CHECK_STR(kit_planned(&k, &r, "enabled"), "false");
    CHECK_STR(kit_planned(&k, &r, "minimum"), "5");
    CHECK_STR(kit_planned(&k, &r, "note"), "\"x\"");
    CHECK_STR(kit_planned(&k, &r, "plain_bool"), "false");
    CHECK_STR(kit_planned(&k, &r, "secret_wo"), "null");
    CHECK_STR(kit_planned(&k, &r, "timeouts"), "null");
    CHECK_STR(kit_planned(&k, &r, "container"), "[]");
    CHECK_STR(kit_planned(&k, &r, "computed_block"), "\"(unknown)\"");
    CHECK_INT(r.requires_replace_count, 0);
    CHECK(r.legacy_type_system); // defaults on attributes that are not computed
    kit_free(&k);
}

TEST(create_keeps_the_configurations_emptiness) {
    kit k = kit_make();
    engine_plan_response r =
        kit_plan(&k, &thing, NULL, "{\"note\":\"\",\"tags\":{},\"order\":[],\"size\":0,\"choice\":\"NONE\"}");
    CHECK_STR(kit_planned(&k, &r, "note"), "\"\"");
    CHECK_STR(kit_planned(&k, &r, "tags"), "{}");
    CHECK_STR(kit_planned(&k, &r, "order"), "[]");
    CHECK_STR(kit_planned(&k, &r, "size"), "0");
    CHECK_STR(kit_planned(&k, &r, "choice"), "\"NONE\"");
    kit_free(&k);
}

TEST(destroy_plans_nothing) {
    kit k = kit_make();
    engine_plan_request q = {
        .prior = kit_value(&k, ATTRS(attrs), STATE("")), .proposed = value_null(), .config = value_null()};
    engine_plan_response r;
    engine_plan(&k.call, &thing, &q, &r);
    CHECK(value_is_null(r.planned));
    CHECK(!r.legacy_type_system);
    CHECK_INT(r.requires_replace_count, 0);
    kit_free(&k);
}

TEST(nothing_configured_changes_nothing) {
    kit k = kit_make();
    CHECK(kit_no_change(&k, &thing, STATE(""), "{}"));
    kit_free(&k);
}

TEST(a_word_that_leaves_the_choice_keeps_what_was_chosen) {
    kit k = kit_make();
    engine_plan_response r = kit_plan(&k, &thing, NULL, "{\"tier\":\"any\"}");
    CHECK_STR(kit_planned(&k, &r, "tier"), "\"any\"");
    CHECK(kit_no_change(&k, &thing, STATE("\"tier\":\"high\","), "{\"tier\":\"any\"}"));
    r = kit_plan(&k, &thing, STATE("\"tier\":\"any\","), "{\"tier\":\"high\"}");
    CHECK_STR(kit_planned(&k, &r, "tier"), "\"high\"");
    kit_free(&k);
}

TEST(where_the_choice_is_left_a_default_keeps_what_was_chosen_too) {
    static const spec_attr choosing_attrs[] = {
        {.name = "term",
         .type = &TYPE_STRING_CONST,
         .optional = true,
         .default_value = &replica,
         .same_if = &tier_is_any},
        {.name = "tier", .type = &TYPE_STRING_CONST, .optional = true},
    };
    static const spec choosing = {
        .kind = SPEC_RESOURCE, .type = "aws_choosing", .block = {.attrs = choosing_attrs, .attr_count = 2}};
    kit k = kit_make();
    const char *chosen = "{\"tier\":\"any\",\"term\":\"short\"}";
    engine_plan_response r = kit_plan(&k, &choosing, chosen, "{\"tier\":\"any\"}");
    CHECK_STR(kit_planned(&k, &r, "term"), "\"short\"");
    r = kit_plan(&k, &choosing, chosen, "{\"tier\":\"high\"}");
    CHECK_STR(kit_planned(&k, &r, "term"), "\"REPLICA\"");
    kit_free(&k);
}

TEST(empty_spellings_of_the_prior_are_kept) {
    kit k = kit_make();
    CHECK(kit_no_change(&k, &thing, STATE("\"note\":\"\",\"tags\":{},\"order\":[],\"size\":0,\"plain_bool\":false,"),
                        "{}"));
    CHECK(kit_no_change(&k, &thing, STATE(""), "{\"note\":\"\",\"tags\":{},\"order\":[],\"size\":0}"));
    CHECK(kit_no_change(&k, &thing, STATE("\"tags\":{},"), "{\"tags\":{\"a\":null}}"));
    CHECK(kit_no_change(&k, &thing, STATE("\"timeouts\":{},"), "{}"));
    CHECK(kit_no_change(&k, &thing, STATE(""), "{\"timeouts\":{}}"));
    kit_free(&k);
}

TEST(awss_word_for_not_set_is_null) {
    kit k = kit_make();
    CHECK(kit_no_change(&k, &thing, STATE("\"choice\":\"NONE\","), "{}"));
    CHECK(kit_no_change(&k, &thing, STATE(""), "{\"choice\":\"NONE\"}"));
    CHECK(kit_no_change(&k, &thing, STATE("\"choice\":\"\","), "{\"choice\":\"NONE\"}"));
    engine_plan_response r = kit_plan(&k, &thing, STATE("\"choice\":\"NONE\","), "{\"choice\":\"ALL\"}");
    CHECK_STR(kit_planned(&k, &r, "choice"), "\"ALL\"");
    r = kit_plan(&k, &thing, STATE("\"choice\":\"ALL\","), "{}");
    CHECK_STR(kit_planned(&k, &r, "choice"), "null");
    kit_free(&k);
}

TEST(false_is_something_that_was_configured) {
    kit k = kit_make();
    engine_plan_response r = kit_plan(&k, &thing, STATE(""), "{\"plain_bool\":false}");
    CHECK_STR(kit_planned(&k, &r, "plain_bool"), "false");
    r = kit_plan(&k, &thing, STATE("\"plain_bool\":true,"), "{}");
    CHECK_STR(kit_planned(&k, &r, "plain_bool"), "null");
    kit_free(&k);
}

TEST(a_default_meets_the_prior) {
    kit k = kit_make();
    // Nothing in the state where the default is nothing: an imported or older state.
    CHECK(kit_no_change(&k, &thing, "{\"id\":\"i\",\"minimum\":5,\"strategy\":\"REPLICA\"}", "{}"));
    engine_plan_response r = kit_plan(&k, &thing, "{\"id\":\"i\",\"minimum\":7,\"enabled\":true}", "{}");
    CHECK_STR(kit_planned(&k, &r, "minimum"), "5");
    CHECK_STR(kit_planned(&k, &r, "enabled"), "false");
    // An explicit 0 is not the default of 5, though the state has nothing.
    r = kit_plan(&k, &thing, "{\"id\":\"i\"}", "{\"minimum\":0}");
    CHECK_STR(kit_planned(&k, &r, "minimum"), "0");
    kit_free(&k);
}

TEST(a_default_depends_on_another_argument) {
    kit k = kit_make();
    engine_plan_response r = kit_plan(&k, &thing, NULL, "{\"strategy\":\"DAEMON\"}");
    CHECK_STR(kit_planned(&k, &r, "minimum"), "null");
    r = kit_plan(&k, &thing, NULL, "{\"strategy\":\"(unknown)\"}");
    CHECK_STR(kit_planned(&k, &r, "minimum"), "\"(unknown)\"");
    CHECK(kit_twice(&k, &thing, NULL, "{\"strategy\":\"(unknown)\"}", "{\"strategy\":\"DAEMON\"}"));
    CHECK(kit_twice(&k, &thing, STATE(""), "{\"strategy\":\"(unknown)\"}", "{\"strategy\":\"REPLICA\"}"));
    CHECK(kit_twice(&k, &thing, STATE(""), "{\"strategy\":\"(unknown)\"}", "{\"strategy\":\"DAEMON\"}"));
    kit_free(&k);
}

TEST(computed_values_are_kept_or_renewed) {
    kit k = kit_make();
    engine_plan_response r = kit_plan(&k, &thing, STATE(""), "{\"note\":\"new\"}");
    CHECK_STR(kit_planned(&k, &r, "arn"), "\"a\"");
    CHECK_STR(kit_planned(&k, &r, "launch"), "\"EC2\"");
    CHECK_STR(kit_planned(&k, &r, "revision"), "1");
    CHECK_STR(kit_planned(&k, &r, "stamp"), "\"(unknown)\"");
    r = kit_plan(&k, &thing, STATE(""), "{\"image\":\"new\"}");
    CHECK_STR(kit_planned(&k, &r, "revision"), "\"(unknown)\"");
    CHECK_STR(kit_planned(&k, &r, "stamp"), "\"(unknown)\"");
    r = kit_plan(&k, &thing, STATE(""), "{\"image\":\"(unknown)\"}");
    CHECK_STR(kit_planned(&k, &r, "revision"), "\"(unknown)\"");
    CHECK(kit_twice(&k, &thing, STATE("\"image\":\"x\","), "{\"image\":\"(unknown)\"}", "{\"image\":\"x\"}"));
    CHECK(kit_twice(&k, &thing, STATE("\"image\":\"x\","), "{\"image\":\"(unknown)\"}", "{\"image\":\"y\"}"));
    kit_free(&k);
}

TEST(what_only_the_provider_knows_renews_nothing) {
    kit k = kit_make();
    engine_plan_response r = kit_plan(&k, &thing, STATE(""), "{\"force\":true,\"timeouts\":{\"create\":\"5m\"}}");
    CHECK_STR(kit_planned(&k, &r, "force"), "true");
    CHECK_STR(kit_planned(&k, &r, "timeouts"), "{\"create\":\"5m\"}");
    CHECK_STR(kit_planned(&k, &r, "stamp"), "\"s\"");
    kit_free(&k);
}

TEST(ignored_changes_to_computed_attributes_are_no_configuration) {
    kit k = kit_make();
    CHECK(kit_no_change(&k, &thing, STATE(""), "{\"arn\":\"a\",\"stamp\":\"s\"}"));
    engine_plan_response r = kit_plan(&k, &thing, STATE(""), "{\"stamp\":\"s\",\"note\":\"n\"}");
    CHECK_STR(kit_planned(&k, &r, "stamp"), "\"(unknown)\"");
    kit_free(&k);
}

TEST(spelling_is_kept_where_the_meaning_is) {
    kit k = kit_make();
    CHECK(kit_no_change(
        &k, &thing,
        STATE("\"policy\":\"{\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":\\\"s3:*\\\"}]}\","),
        "{\"policy\":\"{\\\"Statement\\\":{\\\"Action\\\":[\\\"s3:*\\\"],\\\"Effect\\\":\\\"Allow\\\"}}\"}"));
    CHECK(kit_no_change(&k, &thing, STATE("\"order\":[\"b\",\"a\"],"), "{\"order\":[\"a\",\"b\"]}"));
    engine_plan_response r = kit_plan(&k, &thing, STATE("\"order\":[\"b\",\"a\"],"), "{\"order\":[\"a\",\"c\"]}");
    CHECK_STR(kit_planned(&k, &r, "order"), "[\"a\",\"c\"]");
    kit_free(&k);
}

TEST(a_partly_unknown_list_promises_no_order) {
    kit k = kit_make();
    const char *prior = STATE("\"order\":[\"b\",\"a\"],");
    engine_plan_response r = kit_plan(&k, &thing, prior, "{\"order\":[\"(unknown)\",\"b\"]}");
    CHECK_STR(kit_planned(&k, &r, "order"), "\"(unknown)\"");
    CHECK(kit_twice(&k, &thing, prior, "{\"order\":[\"(unknown)\",\"b\"]}", "{\"order\":[\"a\",\"b\"]}"));
    CHECK(kit_twice(&k, &thing, prior, "{\"order\":[\"(unknown)\",\"b\"]}", "{\"order\":[\"c\",\"b\"]}"));
    r = kit_plan(&k, &thing, prior, "{\"order\":[\"(unknown)\",\"b\",\"c\"]}");
    CHECK_STR(kit_planned(&k, &r, "order"), "[\"(unknown)\",\"b\",\"c\"]");
    kit_free(&k);
}

TEST(a_partly_unknown_map_stays_as_configured) {
    kit k = kit_make();
    const char *prior = STATE("\"tags\":{\"a\":\"1\",\"b\":\"2\"},");
    engine_plan_response r = kit_plan(&k, &thing, prior, "{\"tags\":{\"a\":\"(unknown)\",\"b\":\"2\"}}");
    CHECK_STR(kit_planned(&k, &r, "tags"), "{\"a\":\"(unknown)\",\"b\":\"2\"}");
    CHECK(kit_twice(&k, &thing, prior, "{\"tags\":{\"a\":\"(unknown)\",\"b\":\"2\"}}",
                    "{\"tags\":{\"a\":\"1\",\"b\":\"2\"}}"));
    CHECK(kit_twice(&k, &thing, prior, "{\"tags\":{\"a\":\"(unknown)\",\"b\":\"2\",\"c\":null}}",
                    "{\"tags\":{\"a\":\"1\",\"b\":\"2\",\"c\":null}}"));
    kit_free(&k);
}

TEST(blocks_of_a_list_go_by_index) {
    kit k = kit_make();
    const char *prior = STATE("\"container\":[{\"name\":\"web\",\"port\":80,\"kind\":\"ECS\"}],");
    CHECK(kit_no_change(&k, &thing, prior, "{\"container\":[{\"name\":\"WEB\"}]}"));
    engine_plan_response r = kit_plan(&k, &thing, prior, "{\"container\":[{\"name\":\"api\"},{\"name\":\"web\"}]}");
    CHECK_STR(kit_planned(&k, &r, "container"), "[{\"kind\":\"ECS\",\"name\":\"api\",\"port\":80},"
                                                "{\"kind\":\"ECS\",\"name\":\"web\",\"port\":\"(unknown)\"}]");
    r = kit_plan(&k, &thing, prior, "{}");
    CHECK_STR(kit_planned(&k, &r, "container"), "[]");
    r = kit_plan(&k, &thing, prior, "{\"container\":\"(unknown)\"}");
    CHECK_STR(kit_planned(&k, &r, "container"), "\"(unknown)\"");
    CHECK(kit_twice(&k, &thing, prior, "{\"container\":[{\"name\":\"(unknown)\"}]}",
                    "{\"container\":[{\"name\":\"WEB\"}]}"));
    kit_free(&k);
}

TEST(a_null_list_of_blocks_is_kept) {
    kit k = kit_make();
    const spec_block *b = &thing.block;
    value *prior = value_copy(k.arena, kit_value(&k, b->attrs, b->attr_count, STATE("")), VALUE_OBJECT);
    value_put_static(k.arena, prior, "container", value_null());
    engine_plan_request q = {.prior = prior, .config = kit_value(&k, b->attrs, b->attr_count, "{}")};
    q.proposed = q.config;
    engine_plan_response r;
    engine_plan(&k.call, &thing, &q, &r);
    CHECK(value_equal(r.planned, prior));
    CHECK(r.legacy_type_system);
    kit_free(&k);
}

TEST(an_unconfigured_computed_block_is_kept) {
    kit k = kit_make();
    const char *prior = STATE("\"computed_block\":[{\"name\":\"x\",\"port\":1,\"kind\":\"ECS\"}],");
    CHECK(kit_no_change(&k, &thing, prior, "{}"));
    CHECK(kit_plan(&k, &thing, prior, "{}").legacy_type_system);
    engine_plan_response r = kit_plan(&k, &thing, prior, "{\"computed_block\":[{\"name\":\"y\"}]}");
    CHECK_STR(kit_planned(&k, &r, "computed_block"), "[{\"kind\":\"ECS\",\"name\":\"y\",\"port\":1}]");
    kit_free(&k);
}

TEST(legacy_is_not_set_without_need) {
    static const spec_attr few[] = {
        {.name = "arn", .type = &TYPE_STRING_CONST, .computed = true},
        {.name = "level", .type = &TYPE_STRING_CONST, .optional = true, .computed = true, .default_value = &ecs},
        {.name = "name", .type = &TYPE_STRING_CONST, .required = true},
        {.name = "note", .type = &TYPE_STRING_CONST, .optional = true},
    };
    static const spec plain = {.kind = SPEC_RESOURCE, .type = "aws_plain", .block = {.attrs = few, .attr_count = 4}};
    kit k = kit_make();
    CHECK(!kit_plan(&k, &plain, NULL, "{\"name\":\"n\"}").legacy_type_system);
    const char *prior = "{\"name\":\"n\",\"arn\":\"a\",\"level\":\"ECS\"}";
    CHECK(!kit_plan(&k, &plain, prior, "{\"name\":\"n\"}").legacy_type_system);
    CHECK(!kit_plan(&k, &plain, prior, "{\"name\":\"m\",\"note\":\"x\"}").legacy_type_system);
    CHECK(kit_plan(&k, &plain, prior, "{\"name\":\"n\",\"note\":\"\"}").legacy_type_system); // null is kept
    CHECK(kit_no_change(&k, &plain, prior, "{\"name\":\"n\"}"));
    kit_free(&k);
}

TEST(what_is_kept_of_an_argument_is_planned) {
    static const char *const item_names[] = {"item", NULL};
    static const expr item[] = {{.kind = EXPR_REF, .names = item_names}};
    static const expr lower = {.kind = EXPR_CALL, .function = &expr_lower, .items = item, .count = 1};
    static const spec_attr few[] = {
        {.name = "data", .type = &TYPE_STRING_CONST, .optional = true, .computed = true, .kept_as = &lower},
        {.name = "note", .type = &TYPE_STRING_CONST, .optional = true},
    };
    static const spec plain = {.kind = SPEC_RESOURCE, .type = "aws_plain", .block = {.attrs = few, .attr_count = 2}};
    kit k = kit_make();
    engine_plan_response r = kit_plan(&k, &plain, NULL, "{\"data\":\"ABC\"}");
    CHECK_STR(kit_planned(&k, &r, "data"), "\"abc\"");
    CHECK(r.legacy_type_system); // core wants what is configured
    r = kit_plan(&k, &plain, NULL, "{\"data\":\"(unknown)\"}");
    CHECK_STR(kit_planned(&k, &r, "data"), "\"(unknown)\"");
    CHECK(kit_no_change(&k, &plain, "{\"data\":\"abc\"}", "{\"data\":\"ABC\"}"));
    r = kit_plan(&k, &plain, "{\"data\":\"abc\"}", "{\"data\":\"AB\"}");
    CHECK_STR(kit_planned(&k, &r, "data"), "\"ab\"");
    CHECK(kit_no_change(&k, &plain, "{\"data\":\"abc\"}", "{}"));
    kit_free(&k);
}

TEST(no_block_keeps_the_one_that_is_there) {
    static const spec_attr few[] = {
        {.name = "credits",
         .nesting = SPEC_BLOCK_LIST,
         .of = inner,
         .of_count = 3,
         .optional = true,
         .none_keeps = true},
        {.name = "note", .type = &TYPE_STRING_CONST, .optional = true},
    };
    static const spec plain = {.kind = SPEC_RESOURCE, .type = "aws_plain", .block = {.attrs = few, .attr_count = 2}};
    kit k = kit_make();
    const char *prior = "{\"credits\":[{\"kind\":\"x\",\"name\":\"n\"}]}";
    CHECK(kit_no_change(&k, &plain, prior, "{}"));
    engine_plan_response r = kit_plan(&k, &plain, prior, "{\"credits\":[{\"kind\":\"y\",\"name\":\"n\"}]}");
    CHECK_STR(kit_planned(&k, &r, "credits"), "[{\"kind\":\"y\",\"name\":\"n\",\"port\":null}]");
    r = kit_plan(&k, &plain, NULL, "{}");
    CHECK_STR(kit_planned(&k, &r, "credits"), "[]");
    kit_free(&k);
}
