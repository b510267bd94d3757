// States of earlier versions.
#include "test.h"

#include "engine/plan_kit.h"

static const type string_map = {.kind = TYPE_MAP, .element = &TYPE_STRING_CONST};
static const type string_set = {.kind = TYPE_SET, .element = &TYPE_STRING_CONST};
static const type string_list = {.kind = TYPE_LIST, .element = &TYPE_STRING_CONST};

static const spec_attr deep[] = {
    {.name = "ports", .type = &string_list, .optional = true},
};
static const spec_attr block[] = {
    {.name = "deep", .nesting = SPEC_BLOCK_LIST, .of = deep, .of_count = 1, .optional = true},
    {.name = "name", .type = &TYPE_STRING_CONST, .optional = true},
};
static const spec_attr attrs[] = {
    {.name = "count", .type = &TYPE_NUMBER_CONST, .optional = true},
    {.name = "enabled", .type = &TYPE_BOOL_CONST, .optional = true},
    {.name = "id", .type = &TYPE_STRING_CONST, .optional = true, .computed = true},
    {.name = "list", .nesting = SPEC_BLOCK_LIST, .of = block, .of_count = 2, .optional = true},
    {.name = "rules", .nesting = SPEC_OBJECT_SET, .of = deep, .of_count = 1, .optional = true, .computed = true},
    {.name = "secret_wo", .type = &TYPE_STRING_CONST, .optional = true, .write_only = true},
    {.name = "set", .nesting = SPEC_BLOCK_SET, .of = block, .of_count = 2, .optional = true},
    {.name = "subnets", .type = &string_set, .optional = true},
    {.name = "tags", .type = &string_map, .optional = true},
    {.name = "timeouts", .nesting = SPEC_BLOCK_SINGLE, .of = deep, .of_count = 1, .optional = true},
};
static const char *const first_renames[] = {"number", "old_count", NULL};
static const char *const second_renames[] = {"old_count", "count",           "list.title", "list.name",
                                             "vpc_zone",  "list.deep.ports", NULL};
static const spec_upgrade upgrades[] = {{.from = 1, .renames = second_renames}, {.from = 0, .renames = first_renames}};
static const spec thing = {.kind = SPEC_RESOURCE,
                           .type = "aws_thing",
                           .version = 3,
                           .block = {.attrs = attrs, .attr_count = sizeof attrs / sizeof *attrs},
                           .upgrades = upgrades,
                           .upgrade_count = 2};

// The upgraded state as JSON without its empty parts' noise: one attribute.
static const char *upgraded(kit *k, int64_t version, const char *raw, const char *attribute) {
    const value *state = engine_upgrade(&k->call, &thing, version, str_of(raw));
    return state->kind == VALUE_OBJECT ? kit_text(k, value_get(state, attribute)) : "no state";
}

TEST(a_state_of_this_version_comes_back) {
    kit k = kit_make();
    const char *raw =
        "{\"count\":1,\"enabled\":true,\"id\":\"i\",\"list\":[{\"deep\":[{\"ports\":[\"1\"]}],\"name\":\"n\"}],"
        "\"rules\":null,\"secret_wo\":null,\"set\":[],\"subnets\":[\"b\",\"a\"],\"tags\":{\"a\":\"\"},\"timeouts\":"
        "null}";
    const value *state = engine_upgrade(&k.call, &thing, 3, str_of(raw));
    CHECK_STR(kit_text(&k, state),
              "{\"count\":1,\"enabled\":true,\"id\":\"i\",\"list\":[{\"deep\":[{\"ports\":[\"1\"]}],\"name\":\"n\"}],"
              "\"rules\":null,\"secret_wo\":null,\"set\":[],\"subnets\":[\"a\",\"b\"],\"tags\":{\"a\":\"\"},"
              "\"timeouts\":null}");
    CHECK_INT(k.call.diags.error_count, 0);
    kit_free(&k);
}

TEST(missing_parts_are_null_and_blocks_empty) {
    kit k = kit_make();
    const value *state = engine_upgrade(&k.call, &thing, 3, STR("{\"gone\":{\"x\":[1]},\"list\":null}"));
    CHECK_STR(kit_text(&k, state),
              "{\"count\":null,\"enabled\":null,\"id\":null,\"list\":[],\"rules\":null,\"secret_wo\":null,\"set\":[],"
              "\"subnets\":null,\"tags\":null,\"timeouts\":null}");
    kit_free(&k);
}

TEST(types_that_changed_are_converted) {
    kit k = kit_make();
    CHECK_STR(upgraded(&k, 3, "{\"count\":\"12\"}", "count"), "12");
    CHECK_STR(upgraded(&k, 3, "{\"count\":\"\"}", "count"), "null");
    CHECK_STR(upgraded(&k, 3, "{\"id\":12}", "id"), "\"12\"");
    CHECK_STR(upgraded(&k, 3, "{\"id\":true}", "id"), "\"true\"");
    CHECK_STR(upgraded(&k, 3, "{\"enabled\":\"true\"}", "enabled"), "true");
    CHECK_STR(upgraded(&k, 3, "{\"enabled\":0}", "enabled"), "false");
    CHECK_STR(upgraded(&k, 3, "{\"enabled\":\"\"}", "enabled"), "null");
    CHECK_STR(upgraded(&k, 3, "{\"subnets\":\"a\"}", "subnets"), "[\"a\"]");
    CHECK_STR(upgraded(&k, 3, "{\"subnets\":\"\"}", "subnets"), "[]");
    CHECK_STR(upgraded(&k, 3, "{\"id\":[\"a\"]}", "id"), "\"a\"");
    CHECK_STR(upgraded(&k, 3, "{\"id\":[]}", "id"), "null");
    CHECK_STR(upgraded(&k, 3, "{\"tags\":[{\"a\":1}]}", "tags"), "{\"a\":\"1\"}");
    CHECK_STR(upgraded(&k, 3, "{\"list\":{\"name\":\"n\"}}", "list"), "[{\"deep\":[],\"name\":\"n\"}]");
    CHECK_STR(upgraded(&k, 3, "{\"list\":[null]}", "list"), "[{\"deep\":[],\"name\":null}]");
    CHECK_STR(upgraded(&k, 3, "{\"set\":\"\"}", "set"), "[]");
    CHECK_STR(upgraded(&k, 3, "{\"timeouts\":[{\"ports\":[]}]}", "timeouts"), "{\"ports\":[]}");
    CHECK_STR(upgraded(&k, 3, "{\"timeouts\":[]}", "timeouts"), "null");
    CHECK_STR(upgraded(&k, 3, "{\"secret_wo\":\"leaked\"}", "secret_wo"), "null");
    CHECK_STR(upgraded(&k, 3, "{\"rules\":[{\"ports\":[1]}]}", "rules"), "[{\"ports\":[\"1\"]}]");
    CHECK_INT(k.call.diags.error_count, 0);
    kit_free(&k);
}

// What a version called by its name is called by its zone, and is on unless it said otherwise.
static const value on = {.kind = VALUE_BOOL, .boolean = true};
static const expr set_values[] = {{.kind = EXPR_REF, .names = (const char *const[]){"vpc_zone", NULL}},
                                  {.kind = EXPR_LITERAL, .literal = &on}};

TEST(values_are_set_after_the_renames) {
    kit k = kit_make();
    static const char *const names[] = {"id", "enabled", NULL};
    static const char *const renames[] = {"zone", "vpc_zone", NULL};
    static const spec_upgrade moved[] = {{.from = 2, .renames = renames, .set_names = names, .set_values = set_values}};
    spec s = thing;
    s.upgrades = moved;
    s.upgrade_count = 1;
    const char *raw = "{\"id\":\"i\",\"zone\":\"z\"}";
    CHECK_STR(kit_text(&k, value_get(engine_upgrade(&k.call, &s, 0, str_of(raw)), "id")), "\"z\"");
    CHECK_STR(kit_text(&k, value_get(engine_upgrade(&k.call, &s, 2, str_of(raw)), "enabled")), "true");
    CHECK_STR(kit_text(&k, value_get(engine_upgrade(&k.call, &s, 3, str_of(raw)), "id")), "\"i\"");
    const char *without = "{\"id\":\"i\",\"enabled\":false}"; // null leaves what is there
    CHECK_STR(kit_text(&k, value_get(engine_upgrade(&k.call, &s, 1, str_of(without)), "id")), "\"i\"");
    CHECK_INT(k.call.diags.error_count, 0);
    kit_free(&k);
}

TEST(renames_are_applied_in_order) {
    kit k = kit_make();
    CHECK_STR(upgraded(&k, 0, "{\"number\":\"4\"}", "count"), "4");
    CHECK_STR(upgraded(&k, 1, "{\"number\":\"4\"}", "count"), "null");
    CHECK_STR(upgraded(&k, 1, "{\"old_count\":4}", "count"), "4");
    CHECK_STR(upgraded(&k, 2, "{\"old_count\":4}", "count"), "null");
    CHECK_STR(upgraded(&k, 1, "{\"old_count\":4,\"count\":5}", "count"), "5");
    CHECK_STR(upgraded(&k, 0, "{\"list\":[{\"title\":\"a\"},{\"title\":\"b\",\"name\":null}]}", "list"),
              "[{\"deep\":[],\"name\":\"a\"},{\"deep\":[],\"name\":\"b\"}]");
    CHECK_STR(upgraded(&k, 0, "{\"vpc_zone\":[\"80\"]}", "list"), "[{\"deep\":[{\"ports\":[\"80\"]}],\"name\":null}]");
    CHECK_STR(upgraded(&k, 0, "{\"vpc_zone\":[\"80\"],\"list\":[{\"name\":\"n\"}]}", "list"),
              "[{\"deep\":[{\"ports\":[\"80\"]}],\"name\":\"n\"}]");
    CHECK_INT(k.call.diags.error_count, 0);
    kit_free(&k);
}

static void refused(const char *raw, int64_t version, const char *part, const char *at) {
    kit k = kit_make();
    const value *state = engine_upgrade(&k.call, &thing, version, str_of(raw));
    CHECK(value_is_null(state));
    if (CHECK_INT(k.call.diags.error_count, 1)) {
        const diag *d = k.call.diags.first;
        size_t found;
        if (!CHECK(str_find(str_of(d->detail), part, &found))) {
            printf("%s\n", d->detail);
        }
        CHECK(!str_find(str_of(d->detail), "hunter2", &found));
        CHECK_STR(d->attribute == NULL ? NULL : path_text(k.arena, d->attribute), at);
    }
    kit_free(&k);
}

TEST(what_cannot_be_upgraded_is_refused) {
    refused("", 0, "Terraform 0.11", NULL);
    refused("{\"id\":\"i\",\"tags.%\":\"1\",\"tags.a\":\"b\"}", 0, "Terraform 0.11", NULL);
    refused("{\"subnets.#\":\"1\"}", 0, "Terraform 0.11", NULL);
    refused("{\"id\":\"hunter2", 0, "no JSON", NULL);
    refused("{}", 4, "version 4", NULL);
    refused("{\"count\":\"hunter2\"}", 3, "must be a number", "count");
    refused("{\"list\":[{\"name\":{\"a\":\"hunter2\"}}]}", 3, "list[0].name", "list[0].name");
    refused("{\"list\":\"hunter2\"}", 3, "must be an object", "list[0]");
    refused("[]", 3, "must be an object", NULL);
    refused("{\"tags\":3}", 3, "must be a map", "tags");
}

TEST(a_null_state_stays_null) {
    kit k = kit_make();
    CHECK(value_is_null(engine_upgrade(&k.call, &thing, 0, STR("null"))));
    CHECK_INT(k.call.diags.error_count, 0);
    kit_free(&k);
}

static const char *moved(const char *provider, const char *type) {
    kit k = kit_make();
    const value *state = engine_move(&k.call, &thing, provider, type, 0, STR("{\"number\":3}"));
    const char *result = value_is_null(state) ? "refused" : "moved";
    CHECK(value_is_null(state) == (k.call.diags.error_count == 1));
    CHECK(value_is_null(state) || value_int_or(value_get(state, "count"), 0) == 3);
    kit_free(&k);
    return result;
}

TEST(states_move_from_the_same_type_only) {
    CHECK_STR(moved("registry.terraform.io/hashicorp/aws", "aws_thing"), "moved");
    CHECK_STR(moved("registry.opentofu.org/hashicorp/aws", "aws_thing"), "moved");
    CHECK_STR(moved("registry.terraform.io/hashicorp/aws", "aws_other"), "refused");
    CHECK_STR(moved("registry.terraform.io/hashicorp/google", "aws_thing"), "refused");
    CHECK_STR(moved("registry.terraform.io/hashicorp/notaws", "aws_thing"), "refused");
}
