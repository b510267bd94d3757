// Spelling kept in refresh, and what apply returns of a plan.
#include <string.h>

#include "base/json.h"
#include "engine/reconcile.h"
#include "unit/test.h"

static const value *json(arena *a, const char *text) {
    const value *v = NULL;
    const char *message = NULL;
    return json_parse(a, str_of(text), &v, &message) ? v : value_null();
}

static const api_path somewhere = {0};
static const value none_word = {.kind = VALUE_STRING, .string = {.ptr = "NONE", .len = 4}};

static const spec_attr element[] = {
    {.name = "key", .type = &TYPE_STRING_CONST, .required = true, .out = &somewhere},
    {.name = "note", .type = &TYPE_STRING_CONST, .optional = true, .out = &somewhere},
};
static const spec_attr attrs[] = {
    {.name = "arn", .type = &TYPE_STRING_CONST, .computed = true, .out = &somewhere},
    {.name = "flag",
     .type = &TYPE_BOOL_CONST,
     .optional = true,
     .default_value = &VALUE_FALSE_CONST,
     .provider_only = true},
    {.name = "items", .nesting = SPEC_BLOCK_SET, .of = element, .of_count = 2, .out = &somewhere},
    {.name = "policy", .type = &TYPE_STRING_CONST, .optional = true, .same = same_json, .out = &somewhere},
    {.name = "propagate", .type = &TYPE_STRING_CONST, .optional = true, .unset_is = &none_word, .out = &somewhere},
};
enum { COUNT = sizeof attrs / sizeof attrs[0] };

static const value *set_of(arena *a, const char *list_json) {
    const value *list = json(a, list_json);
    value *set = value_set_new(a);
    for (size_t i = 0; i < value_count(list); i++) {
        value_push(a, set, value_item(list, i));
    }
    return set;
}

static value *object(arena *a, const char *text, const char *items) {
    value *o = value_copy(a, json(a, text), VALUE_OBJECT);
    value_put_static(a, o, "items", set_of(a, items));
    return o;
}

TEST(spelling_of_the_state_stays) {
    arena *a = arena_new();
    const value *prior = object(a, "{\"arn\":\"x\",\"flag\":true,\"policy\":\"{\\\"a\\\": 1}\",\"propagate\":null}",
                                "[{\"key\":\"k\",\"note\":\"\"}]");
    const value *fresh = object(a, "{\"arn\":\"x\",\"flag\":null,\"policy\":\"{\\\"a\\\":1}\",\"propagate\":\"NONE\"}",
                                "[{\"key\":\"k\",\"note\":null}]");
    CHECK(value_equal(reconcile_object(a, attrs, COUNT, prior, fresh), prior));
    arena_free(a);
}

typedef struct spelling {
    const char *type, *block, *attribute;
    const char *x, *y;
    bool same;
} spelling;

static const spec_attr *find(const spec_attr *of, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(of[i].name, name) == 0) {
            return &of[i];
        }
    }
    return NULL;
}

TEST(spellings_that_an_expression_of_the_spec_makes_one_are_the_same) {
    static const spelling spellings[] = {
        {"aws_ecs_service", "ordered_placement_strategy", "field", "host", "instanceId", true},
        {"aws_ecs_service", "ordered_placement_strategy", "field", "MEMORY", "memory", true},
        {"aws_ecs_service", "ordered_placement_strategy", "field", "cpu", "memory", false},
        {"aws_iam_openid_connect_provider", NULL, "url", "https://id.example.com/a", "id.example.com/a", true},
        {"aws_iam_openid_connect_provider", NULL, "url", "https://id.example.com/a", "id.example.com/b", false},
    };
    arena *a = arena_new();
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        const spelling *s = &spellings[i];
        const spec *found = spec_find(SPEC_RESOURCE, s->type);
        const spec_attr *of = found->block.attrs;
        size_t count = found->block.attr_count;
        const spec_attr *block = s->block == NULL ? NULL : find(of, count, s->block);
        const spec_attr *attr =
            block == NULL ? find(of, count, s->attribute) : find(block->of, block->of_count, s->attribute);
        CHECK(attr_same(a, attr, value_cstr(a, s->x), value_cstr(a, s->y)) == s->same);
        // A read keeps the state's spelling.
        const value *kept = reconcile(a, attr, value_cstr(a, s->x), value_cstr(a, s->y));
        CHECK_STR(value_text(kept), s->same ? s->x : s->y);
    }
    arena_free(a);
}

TEST(what_a_block_of_the_state_leaves_open_stays_open) {
    static const spec_attr rule[] = {
        {.name = "key", .type = &TYPE_STRING_CONST, .required = true, .out = &somewhere},
        {.name = "on", .type = &TYPE_BOOL_CONST, .optional = true, .out = &somewhere},
    };
    static const spec_attr rules[] = {
        {.name = "rule", .nesting = SPEC_BLOCK_SET, .of = rule, .of_count = 2, .out = &somewhere},
    };
    arena *a = arena_new();
    value *open = value_object_new(a), *off = value_object_new(a), *on = value_object_new(a);
    value_put_static(a, open, "rule", set_of(a, "[{\"key\":\"k\",\"on\":null}]"));
    value_put_static(a, off, "rule", set_of(a, "[{\"key\":\"k\",\"on\":false}]"));
    value_put_static(a, on, "rule", set_of(a, "[{\"key\":\"k\",\"on\":true}]"));
    CHECK(value_equal(reconcile_object(a, rules, 1, open, off), open));
    CHECK(value_equal(reconcile_object(a, rules, 1, open, on), on));
    CHECK(value_equal(reconcile_object(a, rules, 1, on, off), off));
    CHECK(value_equal(reconcile_object(a, rules, 1, value_null(), off), off));
    arena_free(a);
}

TEST(an_empty_value_that_only_aws_sets_stays_where_aws_says_nothing) {
    arena *a = arena_new();
    const value *nothing = object(a, "{\"arn\":null}", "[]");
    const value *kept = reconcile_object(a, attrs, COUNT, object(a, "{\"arn\":\"\"}", "[]"), nothing);
    CHECK(value_is_known_string(value_get(kept, "arn")));
    const value *dropped = reconcile_object(a, attrs, COUNT, object(a, "{\"arn\":\"x\"}", "[]"), nothing);
    CHECK(value_is_null(value_get(dropped, "arn")));
    arena_free(a);
}

// {key: k<from>}, {key: k<from + 1>}, ...; their notes are "" or null.
static const value *many(arena *a, int from, int count, bool noted) {
    value *set = value_set_new(a);
    for (int i = from; i < from + count; i++) {
        value *item = value_object_new(a);
        value_put_static(a, item, "key", value_stringf(a, "k%04d", i));
        value_put_static(a, item, "note", noted ? value_cstr(a, "") : value_null());
        value_push(a, set, item);
    }
    return set;
}

TEST(elements_of_sets_keep_their_spelling_each_once) {
    arena *a = arena_new();
    const value *prior =
        set_of(a, "[{\"key\":\"k\",\"note\":\"\"},{\"key\":\"k\",\"note\":null},{\"key\":\"l\",\"note\":\"\"}]");
    const value *fresh =
        set_of(a, "[{\"key\":\"k\",\"note\":null},{\"key\":\"l\",\"note\":null},{\"key\":\"m\",\"note\":null}]");
    const value *want =
        set_of(a, "[{\"key\":\"k\",\"note\":null},{\"key\":\"l\",\"note\":\"\"},{\"key\":\"m\",\"note\":null}]");
    CHECK(value_equal(reconcile(a, &attrs[2], prior, fresh), want));
    arena_free(a);
}

TEST(large_sets_take_little_memory) {
    enum { COUNT_OF_ELEMENTS = 500, BYTES_OF_ONE = 2000 };
    arena *a = arena_new();
    const value *prior = many(a, 0, COUNT_OF_ELEMENTS, true);
    size_t before = arena_used(a);
    CHECK(value_equal(reconcile(a, &attrs[2], prior, many(a, 0, COUNT_OF_ELEMENTS, false)), prior));
    const value *moved = many(a, COUNT_OF_ELEMENTS, COUNT_OF_ELEMENTS, false);
    CHECK(value_equal(reconcile(a, &attrs[2], prior, moved), moved));
    CHECK(arena_used(a) - before < (size_t)COUNT_OF_ELEMENTS * BYTES_OF_ONE);
    arena_free(a);
}

TEST(of_two_members_that_say_the_same_the_state_keeps_its_own) {
    static const spec_attr twins[] = {
        {.name = "group", .type = &TYPE_STRING_CONST, .optional = true, .out = &somewhere},
        {.name = "weighted", .type = &TYPE_STRING_CONST, .optional = true, .out = &somewhere, .twin = "group"},
    };
    arena *a = arena_new();
    const value *both = json(a, "{\"group\":\"x\",\"weighted\":\"x=1\"}");
    const value *group = json(a, "{\"group\":\"x\",\"weighted\":null}");
    const value *weighted = json(a, "{\"group\":null,\"weighted\":\"x=1\"}");
    CHECK(value_equal(reconcile_object(a, twins, 2, group, both), group));
    CHECK(value_equal(reconcile_object(a, twins, 2, weighted, both), weighted));
    CHECK(value_equal(reconcile_object(a, twins, 2, both, both), both));
    CHECK(value_equal(reconcile_object(a, twins, 2, value_null(), both), group));
    CHECK(value_equal(reconcile_object(a, twins, 2, group, weighted), weighted));
    arena_free(a);
}

TEST(a_block_that_is_off_is_none) {
    static const value_entry entry = {.key = {.ptr = "note", .len = 4}, .value = &none_word};
    static const value off = {.kind = VALUE_OBJECT, .map = {.entries = (value_entry *)&entry, .count = 1}};
    static const spec_attr block = {
        .name = "log", .nesting = SPEC_BLOCK_LIST, .of = element, .of_count = 2, .out = &somewhere, .off = &off};
    arena *a = arena_new();
    const value *nothing = value_list_new(a);
    const value *is_off = json(a, "[{\"key\":\"k\",\"note\":\"NONE\"}]");
    const value *also_off = json(a, "[{\"key\":null,\"note\":\"NONE\"}]");
    const value *is_on = json(a, "[{\"key\":\"k\",\"note\":\"ALL\"}]");
    CHECK(value_equal(reconcile(a, &block, nothing, is_off), nothing));
    CHECK(value_equal(reconcile(a, &block, is_off, also_off), is_off));
    CHECK(value_equal(reconcile(a, &block, is_off, is_on), is_on));
    CHECK(value_equal(reconcile(a, &block, is_on, is_off), is_off));
    const value *empty = json(a, "[{\"key\":null,\"note\":null}]");
    CHECK(value_equal(reconcile(a, &block, empty, nothing), empty));
    CHECK(value_equal(reconcile(a, &block, empty, is_on), is_on));
    arena_free(a);
}

TEST(differences_are_told) {
    arena *a = arena_new();
    const value *prior = object(a, "{\"arn\":\"x\",\"flag\":false,\"policy\":\"{}\",\"propagate\":\"SERVICE\"}",
                                "[{\"key\":\"k\",\"note\":null}]");
    const value *fresh = object(a, "{\"arn\":\"y\",\"flag\":null,\"policy\":\"{\\\"a\\\":1}\",\"propagate\":\"NONE\"}",
                                "[{\"key\":\"l\",\"note\":null}]");
    const value *got = reconcile_object(a, attrs, COUNT, prior, fresh);
    CHECK_STR(value_text(value_get(got, "arn")), "y");
    CHECK_STR(value_text(value_get(got, "policy")), "{\"a\":1}");
    CHECK_STR(value_text(value_get(got, "propagate")), "NONE");
    CHECK_STR(value_text(value_get(value_item(value_get(got, "items"), 0), "key")), "l");
    CHECK(!value_bool_or(value_get(got, "flag"), true));
    arena_free(a);
}

TEST(an_import_gets_the_defaults_of_what_no_api_knows) {
    arena *a = arena_new();
    const value *fresh = object(a, "{\"arn\":\"y\",\"policy\":\"{}\",\"propagate\":\"NONE\"}", "[]");
    const value *got = reconcile_object(a, attrs, COUNT, value_null(), fresh);
    CHECK(value_equal(value_get(got, "flag"), value_bool(false)));
    CHECK(value_is_null(value_get(got, "propagate")));
    arena_free(a);
}

TEST(apply_returns_the_plan_and_what_was_unknown) {
    arena *a = arena_new();
    value *planned = object(a, "{\"flag\":true,\"policy\":\"{\\\"a\\\": 1}\",\"propagate\":null}", "[]");
    value *item = value_copy(a, json(a, "{\"key\":\"k\"}"), VALUE_OBJECT);
    value_put_static(a, item, "note", value_unknown());
    value *items = value_set_new(a);
    value_push(a, items, item);
    value_put_static(a, planned, "items", items);
    value_put_static(a, planned, "arn", value_unknown());
    const value *fresh =
        object(a, "{\"arn\":\"x\",\"flag\":null,\"policy\":\"{\\\"b\\\":1}\",\"propagate\":\"SERVICE\"}",
               "[{\"key\":\"j\",\"note\":\"1\"},{\"key\":\"k\",\"note\":\"2\"}]");
    const value *got = settle(a, attrs, COUNT, planned, fresh);
    CHECK_STR(value_text(value_get(got, "arn")), "x");
    CHECK_STR(value_text(value_get(got, "policy")), "{\"a\": 1}");
    CHECK(value_is_null(value_get(got, "propagate")));
    CHECK_INT(value_count(value_get(got, "items")), 1);
    CHECK_STR(value_text(value_get(value_item(value_get(got, "items"), 0), "note")), "2");
    arena_free(a);
}

TEST(a_failed_apply_returns_a_wholly_known_state) {
    arena *a = arena_new();
    value *planned = object(a, "{\"flag\":true}", "[]");
    value_put_static(a, planned, "arn", value_unknown());
    value_put_static(a, planned, "items", value_unknown());
    const value *got = settle(a, attrs, COUNT, planned, value_null());
    CHECK(!value_has_unknown(got));
    CHECK(value_is_null(value_get(got, "arn")));
    CHECK_INT(value_get(got, "items")->kind, VALUE_SET);
    arena_free(a);
}
