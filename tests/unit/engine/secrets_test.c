// What messages do not repeat.
#include "base/json.h"
#include "engine/secrets.h"
#include "unit/test.h"

static const spec_attr inner[] = {{.name = "key", .type = &TYPE_STRING_CONST, .sensitive = true},
                                  {.name = "name", .type = &TYPE_STRING_CONST}};
static const spec_attr attrs[] = {{.name = "block", .nesting = SPEC_BLOCK_LIST, .of = inner, .of_count = 2},
                                  {.name = "name", .type = &TYPE_STRING_CONST},
                                  {.name = "password", .type = &TYPE_STRING_CONST, .sensitive = true},
                                  {.name = "password_wo", .type = &TYPE_STRING_CONST, .write_only = true},
                                  {.name = "single", .nesting = SPEC_BLOCK_SINGLE, .of = inner, .of_count = 2},
                                  {.name = "words", .sensitive = true}};

static void check(const char *object, const char *text, const char *want) {
    arena *a = arena_new();
    const value *v = NULL;
    const char *message = NULL;
    CHECK(json_parse(a, str_of(object), &v, &message));
    CHECK_STR(secrets_hide(a, attrs, sizeof attrs / sizeof attrs[0], v, text), want);
    arena_free(a);
}

TEST(sensitive_values_are_hidden) {
    check("{\"name\":\"web1\",\"password\":\"hunter2\"}", "web1: hunter2 is weak, hunter2",
          "web1: (sensitive value) is weak, (sensitive value)");
    check("{\"password_wo\":\"hunter2\"}", "got 'hunter2'", "got '(sensitive value)'");
    check("{\"words\":{\"a\":\"first\",\"b\":[\"second\"]}}", "first and second",
          "(sensitive value) and (sensitive value)");
    check("{\"block\":[{\"key\":\"secret\",\"name\":\"open\"}],\"single\":{\"key\":\"other\"}}", "secret open other",
          "(sensitive value) open (sensitive value)");
}

TEST(what_is_not_secret_stays) {
    check("{\"password\":\"abc\",\"name\":\"long enough\"}", "abc long enough", "abc long enough");
    check("{\"password\":null}", "nothing", "nothing");
    check("null", "nothing", "nothing");
    arena *a = arena_new();
    CHECK_STR(secrets_hide(a, attrs, 1, NULL, "nothing"), "nothing");
    arena_free(a);
}
