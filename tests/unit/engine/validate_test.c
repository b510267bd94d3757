// Checks of a configuration: messages, places, relations, unknowns.
#include "test.h"

#include "engine/hook.h"
#include "engine/plan_kit.h"

static const type string_map = {.kind = TYPE_MAP, .element = &TYPE_STRING_CONST};
static const type string_set = {.kind = TYPE_SET, .element = &TYPE_STRING_CONST};
static const type string_list = {.kind = TYPE_LIST, .element = &TYPE_STRING_CONST};

static const char *const protocols[] = {"TCP", "UDP", NULL};
static const value seven = {.kind = VALUE_NUMBER, .number = {.is_integer = true, .integer = 7}};
static const value thirty = {.kind = VALUE_NUMBER, .number = {.is_integer = true, .integer = 30}};
static const value *const days[] = {&seven, &thirty, NULL};
static const double zero = 0;
static const double top = 65535;

static const char *const conflicts_b[] = {"b", NULL};
static const char *const needs_c[] = {"c", NULL};
static const char *const one_of_y[] = {"y", "block.v", NULL};
static const char *const one_of_x[] = {"x", "block.v", NULL};
static const char *const some_of_q[] = {"q", NULL};
static const char *const inner_right[] = {"block.right", NULL};
static const spec_relation a_relations[] = {{SPEC_CONFLICTS, conflicts_b}, {SPEC_NEEDS, needs_c}};
static const spec_relation x_relations[] = {{SPEC_EXACTLY_ONE, one_of_y}};
static const spec_relation y_relations[] = {{SPEC_EXACTLY_ONE, one_of_x}};
static const spec_relation p_relations[] = {{SPEC_AT_LEAST_ONE, some_of_q}};
static const spec_relation left_relations[] = {{SPEC_CONFLICTS, inner_right}};

static const spec_attr cidr_element = {.name = "", .format = format_cidr, .min_length = -1, .max_length = -1};
static const spec_attr short_element = {.name = "", .min_length = 1, .max_length = 3};

static const spec_attr part[] = {
    {.name = "left", .type = &TYPE_STRING_CONST, .optional = true, .relations = left_relations, .relation_count = 1},
    {.name = "port", .type = &TYPE_NUMBER_CONST, .optional = true, .min = &zero, .max = &top, .is_int = true},
    {.name = "right", .type = &TYPE_STRING_CONST, .optional = true},
    {.name = "v", .type = &TYPE_STRING_CONST, .optional = true},
};
static const spec_attr attrs[] = {
    {.name = "a", .type = &TYPE_STRING_CONST, .optional = true, .relations = a_relations, .relation_count = 2},
    {.name = "arn", .type = &TYPE_STRING_CONST, .computed = true},
    {.name = "b", .type = &TYPE_STRING_CONST, .optional = true},
    {.name = "block",
     .nesting = SPEC_BLOCK_LIST,
     .of = part,
     .of_count = 4,
     .optional = true,
     .min_items = 1,
     .max_items = 2},
    {.name = "c", .type = &TYPE_STRING_CONST, .optional = true},
    {.name = "cidrs", .type = &string_list, .optional = true, .element = &cidr_element, .min_items = 1, .max_items = 2},
    {.name = "days", .type = &TYPE_NUMBER_CONST, .optional = true, .int_enum = days},
    {.name = "id", .type = &TYPE_STRING_CONST, .optional = true, .computed = true},
    {.name = "labels", .type = &string_map, .optional = true, .element = &short_element},
    {.name = "must", .type = &TYPE_STRING_CONST, .required = true},
    {.name = "name",
     .type = &TYPE_STRING_CONST,
     .optional = true,
     .min_length = 2,
     .max_length = 5,
     .match = "^[a-z]+$",
     .match_message = "must be lower-case letters"},
    {.name = "old", .type = &TYPE_STRING_CONST, .optional = true, .deprecated = "use new instead"},
    {.name = "p", .type = &TYPE_STRING_CONST, .optional = true, .relations = p_relations, .relation_count = 1},
    {.name = "password", .type = &TYPE_STRING_CONST, .optional = true, .sensitive = true, .match = "^x"},
    {.name = "password_wo", .type = &TYPE_STRING_CONST, .optional = true, .write_only = true},
    {.name = "protocol", .type = &TYPE_STRING_CONST, .optional = true, .enum_values = protocols},
    {.name = "protocol_any",
     .type = &TYPE_STRING_CONST,
     .optional = true,
     .enum_values = protocols,
     .enum_nocase = true},
    {.name = "q", .type = &TYPE_STRING_CONST, .optional = true},
    {.name = "set", .nesting = SPEC_BLOCK_SET, .of = part, .of_count = 4, .optional = true, .max_items = 1},
    {.name = "words", .type = &string_set, .optional = true, .element = &short_element},
    {.name = "x", .type = &TYPE_STRING_CONST, .optional = true, .relations = x_relations, .relation_count = 1},
    {.name = "y", .type = &TYPE_STRING_CONST, .optional = true, .relations = y_relations, .relation_count = 1},
};
static spec thing = {
    .kind = SPEC_RESOURCE, .type = "aws_thing", .block = {.attrs = attrs, .attr_count = sizeof attrs / sizeof *attrs}};

// All diagnostics, one a line: "path: detail".
static const char *told(kit *k, const diags *all_of) {
    const char *all = "";
    for (const diag *d = all_of->first; d != NULL; d = d->next) {
        all = arena_printf(k->arena, "%s%s%s%s: %s", all, *all == '\0' ? "" : "\n",
                           d->severity == DIAG_WARNING ? "warning " : "",
                           d->attribute == NULL ? "" : path_text(k->arena, d->attribute), d->detail);
    }
    return all;
}

static const char *found(kit *k, const char *config, bool write_only_allowed) {
    engine_call call = k->call;
    engine_validate_resource(&call, &thing, kit_value(k, ATTRS(attrs), config), write_only_allowed);
    return told(k, &call.diags);
}

// With the required groups satisfied.
#define MUST "\"must\":\"1\","
#define VALID MUST "\"x\":\"1\",\"p\":\"1\","
#define EXPECT(more, expected)                                                                                         \
    do {                                                                                                               \
        kit k = kit_make();                                                                                            \
        CHECK_STR(found(&k, "{" VALID more "}", true), expected);                                                      \
        kit_free(&k);                                                                                                  \
    } while (0)

TEST(a_valid_configuration_has_no_diagnostics) {
    EXPECT("\"name\":\"abc\",\"protocol\":\"TCP\",\"protocol_any\":\"tcp\",\"days\":7,\"cidrs\":[\"10.0.0.0/8\"],"
           "\"labels\":{\"a\":\"b\"},\"words\":[\"one\"],\"block\":[{\"port\":80}],\"set\":[{\"port\":0}]",
           "");
}

TEST(enums_tell_what_is_allowed) {
    EXPECT("\"protocol\":\"tcp\"", "protocol: protocol must be one of TCP, UDP, got \"tcp\".");
    EXPECT("\"protocol\":\"\"", "protocol: protocol must be one of TCP, UDP, got \"\".");
    EXPECT("\"protocol_any\":\"icmp\"", "protocol_any: protocol_any must be one of TCP, UDP, got \"icmp\".");
    EXPECT("\"days\":8", "days: days must be one of 7, 30, got 8.");
}

TEST(lengths_count_characters) {
    EXPECT("\"words\":[\"\\u00e4\\u00f6\\u00fc\"]", "");
    EXPECT("\"words\":[\"\\u00e4\\u00f6\\u00fc\\u00df\"]", "words: words must have 1 to 3 characters, it has 4.");
    EXPECT("\"name\":\"a\"", "name: name must have 2 to 5 characters, it has 1.");
    EXPECT("\"labels\":{\"k\":\"\"}", "labels[\"k\"]: labels must have 1 to 3 characters, it has 0.");
}

TEST(patterns) {
    EXPECT("\"name\":\"aB\"", "name: name must be lower-case letters, got \"aB\".");
    EXPECT("\"name\":\"ab\\n\"", "name: name must be lower-case letters, got \"ab\n\".");
    EXPECT("\"password\":\"hunter2\"", "password: password must match the regular expression ^x.");
}

TEST(numbers) {
    EXPECT("\"block\":[{\"port\":70000}]", "block[0].port: block.port must be between 0 and 65535, got 70000.");
    EXPECT("\"block\":[{\"port\":1.5}]", "block[0].port: block.port must be a whole number, got 1.5.");
}

TEST(paths_end_at_the_first_set) {
    EXPECT("\"set\":[{\"port\":-1}]", "set: set.port must be between 0 and 65535, got -1.");
    EXPECT("\"cidrs\":[\"10.0.0.0/8\",\"10.0.0.1/8\"]",
           "cidrs[1]: cidrs must be a CIDR block without host bits, such as 10.0.0.0/16 or 2001:db8::/32, got "
           "\"10.0.0.1/8\".");
}

TEST(counts) {
    EXPECT("\"cidrs\":[]", "cidrs: cidrs must have at least 1 elements, it has 0.");
    EXPECT("\"block\":[]", "");
    EXPECT("\"block\":[{},{},{}]", "block: block can have at most 2 blocks, it has 3.");
    EXPECT("\"set\":[{\"port\":1},{\"port\":2}]", "set: set can have at most 1 blocks, it has 2.");
    EXPECT("\"set\":[{\"port\":\"(unknown)\"},{\"port\":2}]", ""); // they may be one
}

TEST(nulls_are_missing) {
    EXPECT("\"must\":null", "must: must must be set, it is null.");
    EXPECT("\"must\":\"(unknown)\"", "");
    EXPECT("\"cidrs\":[\"10.0.0.0/8\",null]", "cidrs[1]: cidrs cannot have elements that are null.");
    EXPECT("\"words\":[null]", "words: words cannot have elements that are null.");
    EXPECT("\"labels\":{\"k\":null}", ""); // a key that is not there
}

TEST(unknowns_pass_everywhere) {
    EXPECT("\"name\":\"(unknown)\",\"protocol\":\"(unknown)\",\"days\":\"(unknown)\",\"cidrs\":[\"(unknown)\"],"
           "\"labels\":\"(unknown)\",\"block\":\"(unknown)\",\"set\":[{\"port\":\"(unknown)\"}],\"a\":\"(unknown)\","
           "\"b\":\"1\"",
           "");
    kit k = kit_make();
    CHECK_STR(found(&k,
                    "{" MUST
                    "\"x\":\"(unknown)\",\"y\":\"(unknown)\",\"p\":\"(unknown)\",\"a\":\"1\",\"c\":\"(unknown)\"}",
                    true),
              "");
    CHECK_STR(found(&k, "{" MUST "\"block\":\"(unknown)\",\"q\":\"(unknown)\"}", true), "");
    kit_free(&k);
}

TEST(conflicts_and_needs) {
    EXPECT("\"a\":\"1\",\"b\":\"1\",\"c\":\"1\"", "a: a cannot be set together with b.");
    EXPECT("\"a\":\"1\",\"b\":\"\",\"c\":\"1\"", "");
    EXPECT("\"a\":\"\",\"b\":\"1\"", "");
    EXPECT("\"a\":\"1\"", "a: c must be set as well when a is.");
}

TEST(groups_are_told_once) {
    kit k = kit_make();
    CHECK_STR(found(&k, "{" MUST "\"p\":\"1\"}", true), "x: Exactly one of block.v, x and y must be set.");
    CHECK_STR(found(&k, "{" MUST "\"x\":\"1\",\"y\":\"1\",\"q\":\"1\"}", true),
              "x: Only one of block.v, x and y can be set.");
    CHECK_STR(found(&k, "{" MUST "\"y\":\"1\",\"q\":\"1\",\"block\":[{\"v\":\"1\"}]}", true),
              "y: Only one of block.v, x and y can be set.");
    CHECK_STR(found(&k, "{" MUST "\"q\":\"1\",\"block\":[{},{\"v\":\"1\"}]}", true), "");
    CHECK_STR(found(&k, "{" MUST "\"x\":\"\",\"q\":\"\"}", true), "");
    CHECK_STR(found(&k, "{" MUST "\"x\":\"1\"}", true), "p: At least one of p or q must be set.");
    CHECK_STR(found(&k, "{" MUST "\"x\":\"1\",\"y\":\"1\",\"p\":\"1\",\"block\":\"(unknown)\"}", true),
              "x: Only one of block.v, x and y can be set.");
    kit_free(&k);
}

TEST(relations_within_a_block_stay_in_it) {
    EXPECT("\"block\":[{\"left\":\"1\"},{\"right\":\"1\"}]", "");
    EXPECT("\"block\":[{\"left\":\"1\",\"right\":\"1\"}]",
           "block[0].left: block.left cannot be set together with block.right.");
}

TEST(read_only_and_write_only) {
    EXPECT("\"arn\":\"x\"", "arn: arn is decided by AWS, it cannot be configured.");
    EXPECT("\"id\":\"x\"", "id: id is decided by AWS, it cannot be configured.");
    EXPECT("\"password_wo\":\"x\"", "");
    kit k = kit_make();
    CHECK_STR(found(&k, "{" VALID "\"password_wo\":\"x\"}", false),
              "password_wo: password_wo is write-only, which this client cannot handle. Terraform and OpenTofu can "
              "from 1.11 on.");
    CHECK(strstr(found(&k, "{" VALID "\"password_wo\":\"(unknown)\"}", false), "write-only") != NULL);
    CHECK_STR(found(&k, "{" VALID "\"name\":\"abc\"}", false), "");
    kit_free(&k);
}

TEST(deprecated_arguments_warn) {
    EXPECT("\"old\":\"x\"", "warning old: old: use new instead");
    EXPECT("\"name\":\"abc\"", "");
}

static void object_to_abc(hook_check *h) {
    if (str_is(value_str(value_get(h->config, "name")), "abc")) {
        diag_error(h->diags, path_attr(h->arena, NULL, "name"), "No", "Not abc.");
    }
}

TEST(the_check_hook_runs_last) {
    thing.check = object_to_abc;
    EXPECT("\"name\":\"abc\",\"days\":1", "days: days must be one of 7, 30, got 1.\nname: Not abc.");
    EXPECT("\"name\":\"abd\"", "");
    thing.check = NULL;
}

// Blocks in blocks; none of the innermost may be of the mode "bad".
static const spec_attr innermost[] = {{.name = "mode", .type = &TYPE_STRING_CONST, .optional = true}};
static const spec_attr in_outer[] = {
    {.name = "bag", .nesting = SPEC_BLOCK_SET, .of = innermost, .of_count = 1, .optional = true},
    {.name = "inner", .nesting = SPEC_BLOCK_LIST, .of = innermost, .of_count = 1, .optional = true},
};
static const spec_attr nested[] = {
    {.name = "outer", .nesting = SPEC_BLOCK_LIST, .of = in_outer, .of_count = 2, .optional = true},
    {.name = "single", .nesting = SPEC_BLOCK_SINGLE, .of = innermost, .of_count = 1, .optional = true},
};
static const value bad = {.kind = VALUE_STRING, .string = {"bad", 3}};
static const char *const item_mode[] = {"item", "mode", NULL};
static const expr mode_is_bad_args[] = {{.kind = EXPR_REF, .names = item_mode},
                                        {.kind = EXPR_LITERAL, .literal = &bad}};
#define MODE_IS_BAD                                                                                                    \
    { .kind = EXPR_CALL, .function = &expr_eq, .items = mode_is_bad_args, .count = 2 }

TEST(blocks_are_refused_one_by_one_wherever_they_are) {
    kit k = kit_make();
    const spec_refusal refusals[] = {
        {.block = "outer.inner", .when = MODE_IS_BAD, .at = "mode", .say = "Inner."},
        {.block = "outer.bag", .when = MODE_IS_BAD, .at = "mode", .say = "Bag."},
        {.block = "single", .when = MODE_IS_BAD, .say = "Single."},
    };
    thing.block = (spec_block){.attrs = nested, .attr_count = 2};
    thing.refusals = refusals;
    thing.refusal_count = 3;
    const char *config = "{\"outer\":[{\"inner\":[{\"mode\":\"good\"},{\"mode\":\"(unknown)\"}]},"
                         "{\"inner\":[{\"mode\":\"good\"},{\"mode\":\"bad\"}],\"bag\":[{\"mode\":\"bad\"}]},"
                         "{\"inner\":\"(unknown)\"}],\"single\":{\"mode\":\"bad\"}}";
    engine_validate_resource(&k.call, &thing, kit_value(&k, ATTRS(nested), config), true);
    CHECK_STR(told(&k, &k.call.diags), "outer[1].inner[1].mode: Inner.\nouter[1].bag: Bag.\nsingle: Single.");
    thing.block = (spec_block){.attrs = attrs, .attr_count = sizeof attrs / sizeof *attrs};
    thing.refusals = NULL;
    thing.refusal_count = 0;
    kit_free(&k);
}

TEST(data_sources_may_be_found_by_id) {
    kit k = kit_make();
    spec data = thing;
    data.kind = SPEC_DATA;
    engine_validate_data(&k.call, &data, kit_value(&k, ATTRS(attrs), "{" VALID "\"id\":\"x\",\"protocol\":\"z\"}"));
    CHECK_INT(k.call.diags.error_count, 1);
    CHECK_STR(path_text(k.arena, k.call.diags.first->attribute), "protocol");
    kit_free(&k);
}
