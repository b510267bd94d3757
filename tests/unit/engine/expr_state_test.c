// Functions that look at the change under way, and what is sent in another one's place.
#include "base/json.h"
#include "engine/expr.h"
#include "engine/mapping.h"
#include "unit/test.h"

static const value *json(arena *a, const char *text) {
    const value *v = NULL;
    const char *message = NULL;
    if (!json_parse(a, str_of(text), &v, &message)) {
        return value_null();
    }
    return v;
}

static const value *ask(expr_scope *s, const expr_function *f, const value *argument) {
    expr item = {.kind = EXPR_LITERAL, .literal = argument};
    expr e = {.kind = EXPR_CALL, .function = f, .items = &item, .count = 1};
    return expr_eval(s, &e);
}

TEST(changes_are_told_by_name) {
    arena *a = arena_new();
    value *subject = value_copy(a, json(a, "{\"a\":1,\"b\":[],\"c\":\"x\"}"), VALUE_OBJECT);
    value_put_static(a, subject, "d", value_unknown());
    expr_scope s = {.arena = a, .subject = subject, .prior = json(a, "{\"a\":2,\"b\":null,\"c\":\"x\",\"d\":4}")};
    CHECK(value_bool_or(ask(&s, &expr_changed, json(a, "[\"c\",\"a\"]")), false));
    // Empty and null are the same, and what AWS has yet to say is no change.
    CHECK(!value_bool_or(ask(&s, &expr_changed, json(a, "[\"b\",\"c\",\"d\",\"none\"]")), true));
    CHECK(!value_bool_or(ask(&s, &expr_changed, value_null()), true));
    arena_free(a);
}

TEST(tags_of_aws_are_not_ones_own) {
    arena *a = arena_new();
    expr_scope s = {.arena = a};
    const value *tags = json(a, "[{\"Key\":\"aws:x\"},{\"Key\":\"Role\",\"Value\":\"web\"}]");
    CHECK_STR(json_text(a, ask(&s, &expr_own_tags, tags)).ptr, "[{\"Key\":\"Role\",\"Value\":\"web\"}]");
    CHECK_STR(json_text(a, ask(&s, &expr_own_tags, value_null())).ptr, "[]");
    arena_free(a);
}

// ---- a template, by its id or its name ----

static const api_shape text_shape = {.name = "Text", .type = API_STRING};
static const api_member template_members[] = {{.name = "Id", .wire_name = "Id", .shape = &text_shape},
                                              {.name = "Name", .wire_name = "Name", .shape = &text_shape}};
static const api_shape template_shape = {
    .name = "Template", .type = API_STRUCTURE, .members = template_members, .member_count = 2};
static const api_member make_members[] = {{.name = "Template", .wire_name = "Template", .shape = &template_shape}};
static const api_shape make_shape = {.name = "Make", .type = API_STRUCTURE, .members = make_members, .member_count = 1};
static const api_operation make = {.name = "Make", .input = &make_shape};

static const type text = {.kind = TYPE_STRING};
static const char *const id_in[] = {"Id", NULL};
static const char *const name_in[] = {"Name", NULL};
static const char *const template_in[] = {"Template", NULL};
static const spec_attr template_attrs[] = {{.name = "id", .type = &text, .in = id_in},
                                           {.name = "name", .type = &text, .in = name_in, .unless = "id"}};
static const spec_attr attrs[] = {{.name = "size"},
                                  {.name = "template",
                                   .nesting = SPEC_BLOCK_LIST,
                                   .of = template_attrs,
                                   .of_count = 2,
                                   .max_items = 1,
                                   .in = template_in}};
static const spec_step create = {.op = &make};
static const spec thing = {.block = {.attrs = attrs, .attr_count = 2}, .create = &create, .create_count = 1};

static void check_sent(const char *subject, const char *name, const char *want) {
    arena *a = arena_new();
    expr_scope s = {.arena = a, .spec = &thing, .subject = json(a, subject)};
    CHECK_STR(json_text(a, ask(&s, &expr_sent, value_cstr(a, name))).ptr, want);
    arena_free(a);
}

TEST(an_attribute_is_sent_in_the_place_of_its_sibling) {
    check_sent("{\"template\":[{\"id\":\"lt-1\",\"name\":\"web\"}]}", "template", "{\"Id\":\"lt-1\"}");
    check_sent("{\"template\":[{\"id\":null,\"name\":\"web\"}]}", "template", "{\"Name\":\"web\"}");
    check_sent("{\"template\":[{\"id\":\"\",\"name\":\"web\"}]}", "template", "{\"Name\":\"web\"}");
    check_sent("{\"template\":[]}", "template", "null");
    check_sent("{\"size\":1}", "size", "null");
    arena *a = arena_new();
    value *object = value_copy(a, json(a, "{\"name\":\"web\"}"), VALUE_OBJECT);
    value_put_static(a, object, "id", value_unknown());
    CHECK(!attr_yields(&template_attrs[1], object));
    arena_free(a);
}
