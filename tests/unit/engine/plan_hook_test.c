// The plan hook, the private data, tags_all and generated names.
#include "test.h"

#include "base/json.h"
#include "engine/engine_internal.h"
#include "engine/hook.h"
#include "engine/names.h"
#include "engine/plan_kit.h"

static const type string_map = {.kind = TYPE_MAP, .element = &TYPE_STRING_CONST};

static const spec_attr attrs[] = {
    {.name = "id", .type = &TYPE_STRING_CONST, .optional = true, .computed = true},
    {.name = "key", .type = &TYPE_STRING_CONST, .optional = true, .computed = true},
    {.name = "name", .type = &TYPE_STRING_CONST, .optional = true, .computed = true, .replaces = 7},
    {.name = "name_prefix", .type = &TYPE_STRING_CONST, .optional = true, .computed = true, .replaces = 7},
    {.name = "size", .type = &TYPE_STRING_CONST, .optional = true, .replaces = 7},
    {.name = "tags", .type = &string_map, .optional = true},
    {.name = "tags_all", .type = &string_map, .optional = true, .computed = true},
};
static const struct spec_name naming = {
    .name = "name", .prefix = "name_prefix", .generated = "terraform-", .max_length = 40};
static const spec_tags tagged = {.shape = SPEC_TAGS_MAP};
static const spec thing = {
    .kind = SPEC_RESOURCE, .type = "aws_thing", .block = {.attrs = attrs, .attr_count = 7}, .name = &naming};
static const spec tagged_thing = {
    .kind = SPEC_RESOURCE, .type = "aws_thing", .block = {.attrs = attrs, .attr_count = 7}, .tags = &tagged};

#define STATE(more) "{" more "\"id\":\"i\",\"key\":\"k\",\"name\":\"n\"}"

static void adjust(hook_plan *h) {
    CHECK(hook_plan_changed(h, "size"));
    CHECK(!hook_plan_changed(h, "name"));
    hook_plan_keep(h, "size");
    hook_plan_replace(h, "name");
    hook_plan_replace(h, "name");
    hook_plan_set(h, "key", value_unknown());
}

TEST(a_hook_adjusts_the_plan) {
    kit k = kit_make();
    spec hooked = thing;
    hooked.plan = adjust;
    engine_plan_response r = kit_plan(&k, &hooked, STATE("\"size\":\"s\","), "{\"size\":\"l\"}");
    CHECK_STR(kit_replaces(&k, &r), "name");
    CHECK_STR(kit_planned(&k, &r, "key"), "\"(unknown)\"");
    CHECK_STR(kit_planned(&k, &r, "size"), "\"l\"");
    kit_free(&k);
}

TEST(private_data_is_passed_on) {
    kit k = kit_make();
    const value *config = kit_value(&k, ATTRS(attrs), "{\"key\":\"k\"}");
    engine_plan_request q = {
        .prior = value_null(), .config = config, .proposed = config, .private_data = STR("{\"schema_version\":\"1\"}")};
    engine_plan_response r;
    engine_plan(&k.call, &thing, &q, &r);
    CHECK_STR(r.private_data.ptr, "{\"schema_version\":\"1\"}");
    kit_free(&k);
}

// A configured provider; nothing is asked of AWS.
static engine *provider_with(kit *k, const char *config) {
    const value *v;
    const char *message;
    engine *e = engine_new();
    k->call.engine = e;
    k->call.stop = engine_cancel(e);
    const char *all = arena_printf(k->arena,
                                   "{\"region\":\"eu-west-1\",\"access_key\":\"AKIAEXAMPLE\",\"secret_key\":\"none\","
                                   "\"skip_credentials_validation\":true,\"skip_requesting_account_id\":true,%s}",
                                   config);
    CHECK(json_parse(k->arena, str_of(all), &v, &message));
    value *fixed = value_copy(k->arena, v, VALUE_OBJECT);
    // Tags are a map, where JSON has objects only.
    const value *tags = value_get(value_item(value_get(v, "default_tags"), 0), "tags");
    value *block = value_object_new(k->arena);
    value *blocks = value_list_new(k->arena);
    value_put_static(k->arena, block, "tags", value_copy(k->arena, tags, VALUE_MAP));
    value_push(k->arena, blocks, block);
    value_put_static(k->arena, fixed, "default_tags", blocks);
    if (str_find(str_of(config), "(unknown)", &(size_t){0})) {
        value_put_static(k->arena, block, "tags", value_unknown());
    }
    engine_configure(&k->call, fixed, "1.9.0");
    CHECK_INT(k->call.diags.error_count, 0);
    return e;
}

TEST(default_tags_are_merged) {
    kit k = kit_make();
    engine *e = provider_with(&k, "\"default_tags\":[{\"tags\":{\"team\":\"a\",\"env\":\"prod\",\"skip\":\"x\"}}],"
                                  "\"ignore_tags\":[{\"keys\":[\"skip\"],\"key_prefixes\":[\"aws-\"]}]");
    engine_plan_response r =
        kit_plan(&k, &tagged_thing, NULL, "{\"tags\":{\"env\":\"dev\",\"none\":null,\"aws-x\":\"1\"}}");
    CHECK_STR(kit_planned(&k, &r, "tags_all"), "{\"env\":\"dev\",\"team\":\"a\"}");
    CHECK_STR(kit_planned(&k, &r, "tags"), "{\"aws-x\":\"1\",\"env\":\"dev\",\"none\":null}");
    const char *prior = STATE("\"tags\":{\"env\":\"dev\"},\"tags_all\":{\"env\":\"dev\",\"team\":\"a\"},");
    CHECK(kit_no_change(&k, &tagged_thing, prior, "{\"tags\":{\"env\":\"dev\"}}"));
    r = kit_plan(&k, &tagged_thing, prior, "{}");
    CHECK_STR(kit_planned(&k, &r, "tags_all"), "{\"env\":\"prod\",\"team\":\"a\"}");
    // ignore_changes = [tags_all]
    r = kit_plan(&k, &tagged_thing, prior, "{\"tags_all\":{\"env\":\"dev\",\"team\":\"a\"}}");
    CHECK_STR(kit_planned(&k, &r, "tags_all"), "{\"env\":\"dev\",\"team\":\"a\"}");
    engine_free(e);
    kit_free(&k);
}

TEST(tags_all_is_unknown_as_a_whole) {
    kit k = kit_make();
    const char *first = "{\"tags\":{\"env\":\"(unknown)\",\"a\":\"b\"}}";
    engine_plan_response r = kit_plan(&k, &tagged_thing, NULL, first);
    CHECK_STR(kit_planned(&k, &r, "tags_all"), "\"(unknown)\"");
    CHECK_STR(kit_planned(&k, &r, "tags"), "{\"a\":\"b\",\"env\":\"(unknown)\"}");
    const char *prior = STATE("\"tags\":{\"env\":\"dev\",\"a\":\"b\"},\"tags_all\":{\"env\":\"dev\",\"a\":\"b\"},");
    CHECK(kit_twice(&k, &tagged_thing, prior, first, "{\"tags\":{\"env\":\"dev\",\"a\":\"b\"}}"));
    engine *e = provider_with(&k, "\"default_tags\":[{\"tags\":{\"team\":\"(unknown)\"}}]");
    r = kit_plan(&k, &tagged_thing, NULL, "{\"tags\":{\"a\":\"b\"}}");
    CHECK_STR(kit_planned(&k, &r, "tags_all"), "\"(unknown)\"");
    engine_free(e);
    kit_free(&k);
}

TEST(no_tags_are_an_empty_map_or_what_the_prior_has) {
    kit k = kit_make();
    engine_plan_response r = kit_plan(&k, &tagged_thing, NULL, "{}");
    CHECK_STR(kit_planned(&k, &r, "tags_all"), "{}");
    CHECK(kit_no_change(&k, &tagged_thing, STATE(""), "{}"));
    CHECK(kit_no_change(&k, &tagged_thing, STATE("\"tags\":{},\"tags_all\":{},"), "{}"));
    CHECK(kit_no_change(&k, &tagged_thing, STATE("\"tags\":{},\"tags_all\":{},"), "{\"tags\":{\"a\":null}}"));
    kit_free(&k);
}

TEST(names_are_unknown_until_they_are_made) {
    kit k = kit_make();
    engine_plan_response r = kit_plan(&k, &thing, NULL, "{\"name_prefix\":\"web-\"}");
    CHECK_STR(kit_planned(&k, &r, "name"), "\"(unknown)\"");
    r = kit_plan(&k, &thing, "{\"name\":\"web-1\",\"name_prefix\":\"web-\"}", "{\"name_prefix\":\"api-\"}");
    CHECK_STR(kit_replaces(&k, &r), "name_prefix");
    CHECK(kit_no_change(&k, &thing, "{\"name\":\"web-1\",\"name_prefix\":\"web-\"}", "{\"name_prefix\":\"web-\"}"));
    CHECK(kit_no_change(&k, &thing, "{\"name\":\"terraform-1\",\"name_prefix\":\"terraform-\"}", "{}"));
    kit_free(&k);
}

static const char *generated(kit *k, const char *planned) {
    return engine_generate_name(k->arena, &naming, kit_value(k, ATTRS(attrs), planned));
}

TEST(generated_names_have_the_peers_form) {
    kit k = kit_make();
    CHECK_STR(generated(&k, "{\"name\":\"mine\",\"name_prefix\":\"web-\"}"), "mine");
    const char *one = generated(&k, "{\"name\":\"(unknown)\",\"name_prefix\":\"web-\"}");
    const char *two = generated(&k, "{\"name_prefix\":\"web-\"}");
    CHECK_INT(strlen(one), 4 + 26);
    CHECK(strncmp(one, "web-20", 6) == 0);
    CHECK(strspn(one + 4, "0123456789") >= 18);
    CHECK_INT(strspn(one + 4 + 18, "0123456789abcdef"), 8);
    CHECK(strcmp(one, two) < 0);
    const char *whole = generated(&k, "{}");
    CHECK(strncmp(whole, "terraform-20", 12) == 0);
    CHECK_INT(strlen(whole), 36);
    const char *cut = generated(&k, "{\"name_prefix\":\"a-prefix-that-is-too-long-\"}");
    CHECK_INT(strlen(cut), 40);
    CHECK(strncmp(cut, "a-prefix-that-", 14) == 0);
    static const struct spec_name required = {.name = "name", .prefix = "name_prefix"};
    CHECK(engine_generate_name(k.arena, &required, kit_value(&k, ATTRS(attrs), "{}")) == NULL);
    kit_free(&k);
}
