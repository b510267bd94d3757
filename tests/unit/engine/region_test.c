// The region of an object: what is planned, refused, replaced, and what import ids say.
#include "config_kit.h"
#include "engine/plan_kit.h"
#include "engine/region.h"
#include "unit/test.h"

#include <string.h>

static const spec_attr attrs[] = {
    {.name = "id", .type = &TYPE_STRING_CONST, .optional = true, .computed = true},
    {.name = "region",
     .type = &TYPE_STRING_CONST,
     .optional = true,
     .computed = true,
     .provider_only = true,
     .replaces = SPEC_REPLACE_CHANGE},
    {.name = "size", .type = &TYPE_STRING_CONST, .optional = true},
};
static const type_field fields[] = {
    {"id", &TYPE_STRING_CONST}, {"region", &TYPE_STRING_CONST}, {"size", &TYPE_STRING_CONST}};
static const type object_type = {.kind = TYPE_OBJECT, .fields = fields, .field_count = 3};
static const spec thing = {.kind = SPEC_RESOURCE,
                           .type = "aws_thing",
                           .label = "Thing",
                           .regional = true,
                           .block = {.attrs = attrs, .attr_count = 3, .type = &object_type}};
static const spec world = {.kind = SPEC_RESOURCE,
                           .type = "aws_world",
                           .label = "World",
                           .block = {.attrs = attrs, .attr_count = 3, .type = &object_type}};

// A kit whose provider is configured for that region.
static kit kit_in(const char *region) {
    kit k = kit_make();
    engine_settings settings = {.client = aws_client_new(config_kit(region, false), NULL, clock_system(), "test"),
                                .default_tags = value_null(),
                                .ignored_keys = value_null(),
                                .ignored_prefixes = value_null()};
    k.call.engine = engine_new();
    engine_adopt(k.call.engine, &settings);
    return k;
}

static void kit_done(kit *k) {
    engine_free(k->call.engine);
    kit_free(k);
}

TEST(a_new_object_is_in_the_region_of_the_provider) {
    kit k = kit_in("eu-west-1");
    engine_plan_response r = kit_plan(&k, &thing, NULL, "{}");
    CHECK_STR(kit_planned(&k, &r, "region"), "\"eu-west-1\"");
    r = kit_plan(&k, &thing, NULL, "{\"region\":\"us-west-2\"}");
    CHECK_STR(kit_planned(&k, &r, "region"), "\"us-west-2\"");
    r = kit_plan(&k, &thing, NULL, "{\"region\":\"(unknown)\"}");
    CHECK_STR(kit_planned(&k, &r, "region"), "\"(unknown)\"");
    kit_done(&k);
}

TEST(it_is_unknown_while_the_provider_is) {
    kit k = kit_make();
    engine_plan_response r = kit_plan(&k, &thing, NULL, "{}");
    CHECK_STR(kit_planned(&k, &r, "region"), "\"(unknown)\"");
    kit_free(&k);
}

TEST(another_region_replaces) {
    kit k = kit_in("eu-west-1");
    engine_plan_response r =
        kit_plan(&k, &thing, "{\"id\":\"x\",\"region\":\"eu-west-1\"}", "{\"region\":\"us-west-2\"}");
    CHECK_STR(kit_replaces(&k, &r), "region");
    CHECK(kit_no_change(&k, &thing, "{\"id\":\"x\",\"region\":\"us-west-2\"}", "{}"));
    CHECK(kit_no_change(&k, &thing, "{\"id\":\"x\",\"region\":\"us-west-2\"}", "{\"region\":\"us-west-2\"}"));
    CHECK(kit_twice(&k, &thing, "{\"id\":\"x\",\"region\":\"us-west-2\"}", "{\"region\":\"(unknown)\"}",
                    "{\"region\":\"us-west-1\"}"));
    kit_done(&k);
}

TEST(a_state_without_a_region_is_of_the_provider_s) {
    kit k = kit_in("eu-west-1");
    static const char STATE[] = "{\"id\":\"x\",\"size\":\"s\"}";
    CHECK(kit_no_change(&k, &thing, STATE, "{\"size\":\"s\"}"));
    engine_plan_response r = kit_plan(&k, &thing, STATE, "{\"size\":\"s\",\"region\":\"eu-west-1\"}");
    CHECK_STR(kit_replaces(&k, &r), "");
    r = kit_plan(&k, &thing, STATE, "{\"size\":\"s\",\"region\":\"us-west-2\"}");
    CHECK_STR(kit_replaces(&k, &r), "region");
    CHECK(kit_twice(&k, &thing, STATE, "{\"size\":\"s\",\"region\":\"(unknown)\"}",
                    "{\"size\":\"s\",\"region\":\"us-west-2\"}"));
    kit_done(&k);
}

static void refused(const char *home, const char *config, const char *detail) {
    kit k = kit_in(home);
    engine_plan_request q = {.prior = value_null(), .config = kit_value(&k, attrs, 3, config)};
    q.proposed = q.config;
    engine_plan_response r;
    engine_plan(&k.call, &thing, &q, &r);
    CHECK_INT(k.call.diags.error_count, 1);
    CHECK_STR(path_text(k.arena, k.call.diags.first->attribute), "region");
    CHECK(strstr(k.call.diags.first->detail, detail) != NULL);
    kit_done(&k);
}

TEST(a_region_of_another_partition_is_refused) {
    refused("eu-west-1", "{\"region\":\"cn-north-1\"}", "partition aws-cn");
    refused("us-gov-west-1", "{\"region\":\"us-east-1\"}", "partition aws,");
    refused("eu-west-1", "{\"region\":\"ue-west-1\"}", "us-west-1");
}

static void imported(const spec *s, const char *import_id, const char *id, const char *region) {
    kit k = kit_in("eu-west-1");
    const value *state = engine_import(&k.call, s, import_id);
    CHECK(!diags_failed(&k.call.diags));
    CHECK_STR(value_text(value_get(state, "id")), id);
    CHECK_STR(value_text(value_get(state, "region")), region);
    kit_done(&k);
}

TEST(an_import_id_may_end_in_a_region) {
    imported(&thing, "vpc-1", "vpc-1", "");
    imported(&thing, "vpc-1@us-west-2", "vpc-1", "us-west-2");
    imported(&thing, "me@example.com", "me@example.com", "");
    imported(&thing, "me@example.com@ap-southeast-4", "me@example.com", "ap-southeast-4");
    imported(&thing, "@us-west-2", "@us-west-2", "");
    imported(&thing, "vpc-1@us-west-", "vpc-1@us-west-", "");
    imported(&thing, "vpc-1@us-west-123", "vpc-1@us-west-123", "");
    imported(&world, "vpc-1@us-west-2", "vpc-1@us-west-2", "");
    kit k = kit_in("eu-west-1");
    (void)engine_import(&k.call, &thing, "vpc-1@eusc-de-east-1");
    CHECK(diags_failed(&k.call.diags));
    kit_done(&k);
}

TEST(a_type_of_no_region_has_none) {
    kit k = kit_in("eu-west-1");
    const value *v = kit_value(&k, attrs, 3, "{\"region\":\"us-west-2\"}");
    CHECK(region_of(&world, v) == NULL && region_fact(&world, v) == NULL);
    CHECK_STR(region_of(&thing, v), "us-west-2");
    CHECK(region_of(&thing, kit_value(&k, attrs, 3, "{\"region\":\"\"}")) == NULL);
    CHECK(value_is_unknown(region_fact(&thing, kit_value(&k, attrs, 3, "{\"region\":\"(unknown)\"}"))));
    kit_done(&k);
}
