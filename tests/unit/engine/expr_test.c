// Expressions and API paths of specs.
#include "base/json.h"
#include "engine/expr.h"
#include "unit/test.h"

static const value *json(arena *a, const char *text) {
    const value *v = NULL;
    const char *message = NULL;
    if (!json_parse(a, str_of(text), &v, &message)) {
        return value_null();
    }
    return v;
}

static expr ref(const char *const *names) {
    return (expr){.kind = EXPR_REF, .names = names};
}

TEST(references_reach_into_blocks) {
    arena *a = arena_new();
    expr_scope s = {.arena = a,
                    .subject = json(a, "{\"name\":\"web\",\"block\":[{\"inner\":7}]}"),
                    .prior = json(a, "{\"name\":\"old\"}")};
    expr name = ref((const char *const[]){"name", NULL});
    expr inner = ref((const char *const[]){"block", "inner", NULL});
    expr before = ref((const char *const[]){"prior", "name", NULL});
    expr missing = ref((const char *const[]){"nothing", "there", NULL});
    CHECK_STR(value_text(expr_eval(&s, &name)), "web");
    CHECK_INT(value_int_or(expr_eval(&s, &inner), 0), 7);
    CHECK_STR(value_text(expr_eval(&s, &before)), "old");
    CHECK(value_is_null(expr_eval(&s, &missing)));
    arena_free(a);
}

TEST(unknown_is_null_only_where_asked) {
    arena *a = arena_new();
    value *subject = value_object_new(a);
    value_put_static(a, subject, "id", value_unknown());
    expr id = ref((const char *const[]){"id", NULL});
    expr_scope s = {.arena = a, .subject = subject};
    CHECK(value_is_unknown(expr_eval(&s, &id)));
    s.unknown_is_null = true;
    CHECK(value_is_null(expr_eval(&s, &id)));
    arena_free(a);
}

TEST(templates_are_null_when_a_part_is) {
    arena *a = arena_new();
    value text = {.kind = VALUE_STRING, .string = STR("x-")};
    expr parts[] = {{.kind = EXPR_LITERAL, .literal = &text}, ref((const char *const[]){"name", NULL})};
    expr template = {.kind = EXPR_TEMPLATE, .items = parts, .count = 2};
    expr_scope s = {.arena = a, .subject = json(a, "{\"name\":3}")};
    CHECK_STR(value_text(expr_eval(&s, &template)), "x-3");
    s.subject = json(a, "{}");
    CHECK(value_is_null(expr_eval(&s, &template)));
    arena_free(a);
}

static const value *call(arena *a, const expr_function *f, const char *args_json) {
    const value *args = json(a, args_json);
    size_t count = value_count(args);
    expr *items = ARENA_ARRAY(a, expr, count + 1);
    for (size_t i = 0; i < count; i++) {
        items[i] = (expr){.kind = EXPR_LITERAL, .literal = value_item(args, i)};
    }
    expr e = {.kind = EXPR_CALL, .function = f, .items = items, .count = count};
    expr_scope s = {.arena = a};
    return expr_eval(&s, &e);
}

static void check_call(const expr_function *f, const char *args, const char *want) {
    arena *a = arena_new();
    str got = json_text(a, call(a, f, args));
    CHECK_STR(got.ptr, want);
    arena_free(a);
}

TEST(functions) {
    check_call(&expr_concat, "[[1],null,[2,3],4]", "[1,2,3,4]");
    check_call(&expr_coalesce, "[null,\"\",[],\"x\",\"y\"]", "\"x\"");
    check_call(&expr_coalesce, "[null,0]", "0");
    check_call(&expr_coalesce, "[\"\",null]", "null");
    check_call(&expr_chunks, "[[1,2,3],2]", "[[1,2],[3]]");
    check_call(&expr_chunks, "[[1,2],null]", "[[1,2]]");
    check_call(&expr_chunks, "[null,2]", "[]");
    check_call(&expr_join, "[\",\",[\"a\",\"b\"]]", "\"a,b\"");
    check_call(&expr_split, "[\"a/b/c\",\"/\",-1]", "\"c\"");
    check_call(&expr_split, "[\"a/b/c\",\"/\",3]", "null");
    check_call(&expr_split, "[\"a/b\",\"/\"]", "[\"a\",\"b\"]");
    check_call(&expr_trim_prefix, "[\"arn:x\",\"arn:\"]", "\"x\"");
    check_call(&expr_trim_suffix, "[\"group:*\",\":*\"]", "\"group\"");
    check_call(&expr_trim_suffix, "[\"group\",\":*\"]", "\"group\"");
    check_call(&expr_replace, "[\"a.b.c\",\".\",\"-\"]", "\"a-b-c\"");
    check_call(&expr_lower, "[\"AbC\"]", "\"abc\"");
    check_call(&expr_upper, "[\"AbC\"]", "\"ABC\"");
    check_call(&expr_crc32, "[\"123456789\"]", "\"3421780262\"");
    check_call(&expr_sort, "[[\"b\",\"a\",\"b\"]]", "[\"a\",\"b\",\"b\"]");
    check_call(&expr_keys, "[{\"b\":1,\"a\":2}]", "[\"a\",\"b\"]");
    check_call(&expr_values, "[{\"b\":1,\"a\":2}]", "[2,1]");
    check_call(&expr_if, "[true,\"x\",\"y\"]", "\"x\"");
    check_call(&expr_if, "[false,\"x\"]", "null");
    check_call(&expr_eq, "[1,1]", "true");
    check_call(&expr_not, "[null]", "true");
    check_call(&expr_and, "[true,false]", "false");
    check_call(&expr_or, "[true,false]", "true");
    check_call(&expr_empty, "[\"\"]", "true");
    check_call(&expr_count, "[[1,2]]", "2");
    check_call(&expr_json, "[{\"a\":[1]}]", "\"{\\\"a\\\":[1]}\"");
    check_call(&expr_from_json, "[\"[1]\"]", "[1]");
    check_call(&expr_from_json, "[\"{\"]", "null");
    check_call(&expr_has_prefix, "[\"vpce-1\",\"vpce-\"]", "true");
    check_call(&expr_matches, "[\"abc\",\"^a.c$\"]", "true");
    check_call(&expr_matches, "[\"abc\",\"(\"]", "false");
    check_call(&expr_text, "[12]", "\"12\"");
    check_call(&expr_less, "[1,2]", "true");
    check_call(&expr_less, "[2,2]", "false");
    check_call(&expr_less, "[null,2]", "false");
    check_call(&expr_url_decode, "[\"%7B%22a%22%3a1%7d\"]", "\"{\\\"a\\\":1}\"");
    check_call(&expr_url_decode, "[\"100%, %4, %zz+\"]", "\"100%, %4, %zz+\"");
    check_call(&expr_sum, "[1,2,9223372036854775807]", "null");
    check_call(&expr_sum, "[1,2]", "3");
    check_call(&expr_base64, "[\"web?\"]", "\"d2ViPw==\"");
    check_call(&expr_base64_once, "[\"web?\"]", "\"d2ViPw==\"");
    check_call(&expr_base64_once, "[\"d2ViPw==\"]", "\"d2ViPw==\"");
    check_call(&expr_base64_once, "[null]", "null");
    check_call(&expr_sha1, "[\"abc\"]", "\"a9993e364706816aba3e25717850c26c9cd0d89d\"");
    check_call(&expr_sha1, "[\"YQ==\"]", "\"86f7e437faa5a7fce15d1ddcb9eaeaea377667b8\"");
    check_call(&expr_sha1, "[\"/w==\"]", "\"85e53271e14006f0265921d02d4d736cdc580b0b\"");
    check_call(&expr_sha1, "[null]", "null");
    check_call(&expr_base64_decode, "[\"d2ViPw==\"]", "\"web?\"");
    check_call(&expr_base64_decode, "[\"/w==\"]", "null");
    check_call(&expr_base64_decode, "[\"web?\"]", "null");
    check_call(&expr_base64_decode, "[null]", "null");
    check_call(&expr_ip_protocol_number, "[\"tcp\"]", "\"6\"");
    check_call(&expr_ip_protocol_number, "[\"rohc\"]", "\"141\"");
    check_call(&expr_ip_protocol_number, "[\"all\"]", "\"-1\"");
    check_call(&expr_ip_protocol_number, "[\"254\"]", "\"254\"");
    check_call(&expr_ip_protocol_number, "[\"255\"]", "null");
    check_call(&expr_ip_protocol_number, "[null]", "null");
    check_call(&expr_mod, "[120,60]", "0");
    check_call(&expr_mod, "[90,60]", "30");
    check_call(&expr_mod, "[90,0]", "null");
    check_call(&expr_mod, "[null,60]", "null");
    check_call(&expr_merge, "[{\"a\":1},{\"a\":2,\"b\":3}]", "{\"a\":2,\"b\":3}");
    check_call(&expr_first, "[[5,6]]", "5");
    check_call(&expr_name_prefix, "[\"web-20240102030405060700000001\"]", "\"web-\"");
    check_call(&expr_name_prefix, "[\"web\"]", "null");
}

TEST(what_may_still_be_contained_is_unknown) {
    arena *a = arena_new();
    value *element = value_object_new(a);
    value_put_static(a, element, "name", value_cstr(a, "x"));
    value_put_static(a, element, "size", value_unknown());
    value *list = value_list_new(a);
    value_push(a, list, element);
    expr args[] = {{.kind = EXPR_LITERAL, .literal = list}, {.kind = EXPR_LITERAL, .literal = NULL}};
    expr contains = {.kind = EXPR_CALL, .function = &expr_contains, .items = args, .count = 2};
    expr_scope s = {.arena = a};
    args[1].literal = json(a, "{\"name\":\"x\",\"size\":1}");
    CHECK(value_is_unknown(expr_eval(&s, &contains)));
    args[1].literal = json(a, "{\"name\":\"y\",\"size\":1}");
    CHECK_STR(json_text(a, expr_eval(&s, &contains)).ptr, "false");
    // In an apply, what is unknown is not there.
    args[1].literal = json(a, "{\"name\":\"x\",\"size\":1}");
    s.unknown_is_null = true;
    CHECK_STR(json_text(a, expr_eval(&s, &contains)).ptr, "false");
    arena_free(a);
}

// [{"k": "x"}, ...] with another k that is unknown.
static const value *with_unknown_k(arena *a, const char *list_json) {
    value *list = value_copy(a, json(a, list_json), VALUE_LIST);
    value *item = value_object_new(a);
    value_put_static(a, item, "k", value_unknown());
    value_push(a, list, item);
    return list;
}

TEST(what_may_be_equal_is_unknown) {
    arena *a = arena_new();
    expr args[] = {{.kind = EXPR_LITERAL, .literal = with_unknown_k(a, "[{\"k\":\"x\"}]")}, {.kind = EXPR_LITERAL}};
    expr eq = {.kind = EXPR_CALL, .function = &expr_eq, .items = args, .count = 2};
    expr_scope s = {.arena = a};
    args[1].literal = json(a, "[{\"k\":\"x\"},{\"k\":\"y\"}]");
    CHECK(value_is_unknown(expr_eval(&s, &eq)));
    args[1].literal = json(a, "[{\"k\":\"z\"},{\"k\":\"y\"}]");
    CHECK_STR(json_text(a, expr_eval(&s, &eq)).ptr, "false");
    args[1].literal = json(a, "[{\"k\":\"x\"}]");
    CHECK_STR(json_text(a, expr_eval(&s, &eq)).ptr, "false");
    args[1].literal = args[0].literal;
    CHECK(value_is_unknown(expr_eval(&s, &eq)));
    s.unknown_is_null = true;
    CHECK_STR(json_text(a, expr_eval(&s, &eq)).ptr, "true");
    arena_free(a);
}

TEST(where_is_unknown_while_one_item_may_be_among_those) {
    arena *a = arena_new();
    static const value x = {.kind = VALUE_STRING, .string = {.ptr = "x", .len = 1}};
    expr is_x_args[] = {ref((const char *const[]){"item", "k", NULL}), {.kind = EXPR_LITERAL, .literal = &x}};
    expr args[] = {{.kind = EXPR_LITERAL, .literal = json(a, "[{\"k\":\"x\"},{\"k\":\"y\"}]")},
                   {.kind = EXPR_CALL, .function = &expr_eq, .items = is_x_args, .count = 2}};
    expr where = {.kind = EXPR_CALL, .function = &expr_where, .items = args, .count = 2};
    expr_scope s = {.arena = a};
    CHECK_INT(value_count(expr_eval(&s, &where)), 1);
    args[0].literal = with_unknown_k(a, "[{\"k\":\"y\"}]");
    CHECK(value_is_unknown(expr_eval(&s, &where)));
    args[0].literal = with_unknown_k(a, "[{\"k\":\"x\"}]");
    CHECK_INT(value_count(expr_eval(&s, &where)), 2);
    s.unknown_is_null = true;
    CHECK_INT(value_count(expr_eval(&s, &where)), 1);
    arena_free(a);
}

TEST(map_and_where_see_the_item) {
    arena *a = arena_new();
    const value *list = json(a, "[{\"k\":\"x\",\"on\":true},{\"k\":\"y\",\"on\":false}]");
    expr items = {.kind = EXPR_LITERAL, .literal = list};
    expr args[] = {items, ref((const char *const[]){"item", "k", NULL})};
    expr map = {.kind = EXPR_CALL, .function = &expr_map, .items = args, .count = 2};
    expr filter_args[] = {items, ref((const char *const[]){"item", "on", NULL})};
    expr where = {.kind = EXPR_CALL, .function = &expr_where, .items = filter_args, .count = 2};
    expr_scope s = {.arena = a};
    CHECK_STR(json_text(a, expr_eval(&s, &map)).ptr, "[\"x\",\"y\"]");
    CHECK_INT(value_count(expr_eval(&s, &where)), 1);
    // The greatest by its key; nothing of nothing.
    expr greatest = {.kind = EXPR_CALL, .function = &expr_greatest, .items = args, .count = 2};
    CHECK_STR(json_text(a, expr_eval(&s, &greatest)).ptr, "{\"k\":\"y\",\"on\":false}");
    args[0].literal = json(a, "[]");
    CHECK(value_is_null(expr_eval(&s, &greatest)));
    // Of a map: its keys and values.
    args[0].literal = json(a, "{\"x\":\"1\",\"y\":\"2\"}");
    args[1] = ref((const char *const[]){"item", "key", NULL});
    CHECK_STR(json_text(a, expr_eval(&s, &map)).ptr, "[\"x\",\"y\"]");
    args[1] = ref((const char *const[]){"item", "value", NULL});
    CHECK_STR(json_text(a, expr_eval(&s, &map)).ptr, "[\"1\",\"2\"]");
    arena_free(a);
}

// What `without` means in the language's other words.
static const value *where_not_contained(expr_scope *s, const value *list, const value *others) {
    expr contains_args[] = {{.kind = EXPR_LITERAL, .literal = others}, ref((const char *const[]){"item", NULL})};
    expr contains = {.kind = EXPR_CALL, .function = &expr_contains, .items = contains_args, .count = 2};
    expr args[] = {{.kind = EXPR_LITERAL, .literal = list},
                   {.kind = EXPR_CALL, .function = &expr_not, .items = &contains, .count = 1}};
    expr where = {.kind = EXPR_CALL, .function = &expr_where, .items = args, .count = 2};
    return expr_eval(s, &where);
}

TEST(without_is_where_not_contained) {
    arena *a = arena_new();
    value *with_unknown = value_list_new(a);
    value_push(a, with_unknown, value_cstr(a, "x"));
    value_push(a, with_unknown, value_unknown());
    const value *values[] = {json(a, "[]"),
                             json(a, "[\"x\",\"y\",\"x\"]"),
                             json(a, "[\"y\"]"),
                             json(a, "[{\"k\":\"x\"},{\"k\":\"y\"}]"),
                             with_unknown_k(a, "[{\"k\":\"y\"}]"),
                             with_unknown,
                             value_unknown(),
                             value_null()};
    enum { VALUES = sizeof values / sizeof values[0] };
    expr_scope s = {.arena = a};
    for (size_t i = 0; i < (size_t)VALUES * VALUES; i++) {
        const value *list = values[i % VALUES];
        const value *others = values[i / VALUES];
        expr args[] = {{.kind = EXPR_LITERAL, .literal = list}, {.kind = EXPR_LITERAL, .literal = others}};
        expr without = {.kind = EXPR_CALL, .function = &expr_without, .items = args, .count = 2};
        CHECK(value_equal(expr_eval(&s, &without), where_not_contained(&s, list, others)));
    }
    expr args[] = {{.kind = EXPR_LITERAL, .literal = values[1]}, {.kind = EXPR_LITERAL, .literal = values[2]}};
    expr without = {.kind = EXPR_CALL, .function = &expr_without, .items = args, .count = 2};
    CHECK_STR(json_text(a, expr_eval(&s, &without)).ptr, "[\"x\",\"x\"]");
    // In an apply, what is unknown is not there.
    s.unknown_is_null = true;
    args[0].literal = with_unknown;
    CHECK_STR(json_text(a, expr_eval(&s, &without)).ptr, "[\"x\"]");
    arena_free(a);
}

TEST(the_outer_item_is_seen_within) {
    arena *a = arena_new();
    expr_scope s = {.arena = a};
    expr outer = {.kind = EXPR_LITERAL, .literal = json(a, "[{\"k\":\"x\",\"of\":[1,2]},{\"k\":\"y\",\"of\":[3]}]")};
    expr within[] = {ref((const char *const[]){"item", "of", NULL}), ref((const char *const[]){"outer", "k", NULL})};
    expr inner = {.kind = EXPR_CALL, .function = &expr_map, .items = within, .count = 2};
    expr args[] = {outer, inner};
    expr map = {.kind = EXPR_CALL, .function = &expr_map, .items = args, .count = 2};
    CHECK_STR(json_text(a, expr_eval(&s, &map)).ptr, "[[\"x\",\"x\"],[\"y\"]]");
    expr alone[] = {outer, ref((const char *const[]){"outer", "k", NULL})};
    map.items = alone;
    CHECK_STR(json_text(a, expr_eval(&s, &map)).ptr, "[]");
    map.items = args;
    expr flat = {.kind = EXPR_CALL, .function = &expr_flatten, .items = &map, .count = 1};
    CHECK_STR(json_text(a, expr_eval(&s, &flat)).ptr, "[\"x\",\"x\",\"y\"]");
    arena_free(a);
}

TEST(paths) {
    arena *a = arena_new();
    const value *doc = json(a, "{\"L\":[{\"K\":\"a\",\"V\":1},{\"K\":\"b\",\"V\":2},{\"V\":3}],\"S\":{\"T\":5}}");
    api_path_step where[] = {{.op = API_PATH_MEMBER, .name = "L"},
                             {.op = API_PATH_WHERE, .name = "K", .equals = "b"},
                             {.op = API_PATH_MEMBER, .name = "V"}};
    api_path_step not [] = {{.op = API_PATH_MEMBER, .name = "L"},
                            {.op = API_PATH_WHERE_NOT, .name = "K", .equals = "b"},
                            {.op = API_PATH_MEMBER, .name = "V"}};
    api_path_step last[] = {{.op = API_PATH_MEMBER, .name = "L"},
                            {.op = API_PATH_INDEX, .index = -1},
                            {.op = API_PATH_MEMBER, .name = "V"}};
    api_path_step far[] = {{.op = API_PATH_MEMBER, .name = "L"}, {.op = API_PATH_INDEX, .index = -9}};
    api_path_step absent[] = {{.op = API_PATH_MEMBER, .name = "L"},
                              {.op = API_PATH_WHERE, .name = "K"},
                              {.op = API_PATH_MEMBER, .name = "V"}};
    api_path_step wrong[] = {{.op = API_PATH_MEMBER, .name = "S"},
                             {.op = API_PATH_MEMBER, .name = "T"},
                             {.op = API_PATH_MEMBER, .name = "U"}};
    CHECK_STR(json_text(a, api_path_all(a, doc, &(api_path){.steps = where, .count = 3})).ptr, "[2]");
    CHECK_STR(json_text(a, api_path_all(a, doc, &(api_path){.steps = not, .count = 3})).ptr, "[1,3]");
    CHECK_INT(value_int_or(api_path_first(a, doc, &(api_path){.steps = last, .count = 3}), 0), 3);
    CHECK(api_path_first(a, doc, &(api_path){.steps = far, .count = 2}) == NULL);
    CHECK_STR(json_text(a, api_path_all(a, doc, &(api_path){.steps = absent, .count = 3})).ptr, "[3]");
    CHECK(api_path_first(a, doc, &(api_path){.steps = wrong, .count = 3}) == NULL);
    CHECK(api_path_first(a, NULL, &(api_path){.steps = wrong, .count = 3}) == NULL);
    arena_free(a);
}
