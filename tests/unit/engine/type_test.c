#include "engine/type.h"

#include "base/json.h"
#include "unit/test.h"

static const type LIST_OF_STRING = {.kind = TYPE_LIST, .element = &TYPE_STRING_CONST};
static const type SET_OF_NUMBER = {.kind = TYPE_SET, .element = &TYPE_NUMBER_CONST};
static const type MAP_OF_BOOL = {.kind = TYPE_MAP, .element = &TYPE_BOOL_CONST};
static const type_field FIELDS[] = {
    {"flags", &MAP_OF_BOOL}, {"name", &TYPE_STRING_CONST}, {"names", &LIST_OF_STRING}, {"ports", &SET_OF_NUMBER}};
static const type OBJECT = {.kind = TYPE_OBJECT, .fields = FIELDS, .field_count = 4};
static const type LIST_OF_OBJECT = {.kind = TYPE_LIST, .element = &OBJECT};

static const value *parsed(arena *a, const char *json) {
    const value *v = value_null();
    const char *message;
    CHECK(json_parse(a, str_of(json), &v, &message));
    return v;
}

TEST(json_form) {
    arena *a = arena_new();
    CHECK_STR(type_json(a, &TYPE_STRING_CONST).ptr, "\"string\"");
    CHECK_STR(type_json(a, &TYPE_BOOL_CONST).ptr, "\"bool\"");
    CHECK_STR(type_json(a, &TYPE_NUMBER_CONST).ptr, "\"number\"");
    CHECK_STR(type_json(a, &TYPE_DYNAMIC_CONST).ptr, "\"dynamic\"");
    CHECK_STR(type_json(a, &LIST_OF_OBJECT).ptr,
              "[\"list\",[\"object\",{\"flags\":[\"map\",\"bool\"],\"name\":\"string\",\"names\":[\"list\",\"string\"],"
              "\"ports\":[\"set\",\"number\"]}]]");
    arena_free(a);
}

static void check_converted(const type *t, const char *from, const char *expected) {
    arena *a = arena_new();
    const value *v;
    const path *at;
    const char *message;
    if (CHECK(type_convert(a, t, parsed(a, from), &v, &at, &message))) {
        CHECK_STR(json_text(a, v).ptr, expected);
    }
    arena_free(a);
}

TEST(scalars_convert_as_terraform_converts_them) {
    check_converted(&TYPE_STRING_CONST, "12", "\"12\"");
    check_converted(&TYPE_STRING_CONST, "1.5", "\"1.5\"");
    check_converted(&TYPE_STRING_CONST, "true", "\"true\"");
    check_converted(&TYPE_NUMBER_CONST, "\"12\"", "12");
    check_converted(&TYPE_NUMBER_CONST, "\"-0.50\"", "-0.5");
    check_converted(&TYPE_BOOL_CONST, "\"true\"", "true");
    check_converted(&TYPE_BOOL_CONST, "\"0\"", "false");
    check_converted(&TYPE_STRING_CONST, "null", "null");
}

TEST(collections_convert) {
    check_converted(&LIST_OF_STRING, "[1,\"b\",true]", "[\"1\",\"b\",\"true\"]");
    check_converted(&SET_OF_NUMBER, "[3,\"1\",2,3]", "[1,2,3]");
    check_converted(&MAP_OF_BOOL, "{\"b\":\"true\",\"a\":false}", "{\"a\":false,\"b\":true}");
}

TEST(objects_are_filled_and_cut) {
    check_converted(&OBJECT, "{\"name\":\"x\",\"unheard_of\":1}",
                    "{\"flags\":null,\"name\":\"x\",\"names\":null,\"ports\":null}");
}

static void check_refused(const type *t, const char *from, const char *path, const char *message) {
    arena *a = arena_new();
    const value *untouched = value_unknown();
    const value *v = untouched;
    const struct path *at = NULL;
    const char *got = NULL;
    CHECK(!type_convert(a, t, parsed(a, from), &v, &at, &got));
    CHECK(v == untouched);
    CHECK_STR(at == NULL ? "" : path_text(a, at), path);
    CHECK_STR(got, message);
    arena_free(a);
}

TEST(what_does_not_fit_is_told_with_its_place) {
    check_refused(&TYPE_NUMBER_CONST, "\"twelve\"", "", "must be a number");
    check_refused(&TYPE_NUMBER_CONST, "true", "", "must be a number");
    check_refused(&TYPE_BOOL_CONST, "\"yes\"", "", "must be true or false");
    check_refused(&TYPE_STRING_CONST, "[]", "", "must be a text");
    check_refused(&LIST_OF_STRING, "\"a\"", "", "must be a list");
    check_refused(&LIST_OF_OBJECT, "[{},{\"names\":[\"a\",{}]}]", "[1].names[1]", "must be a text");
    check_refused(&OBJECT, "[]", "", "must be an object");
    check_refused(&MAP_OF_BOOL, "[]", "", "must be a map");
}

TEST(unknown_fits_everything) {
    arena *a = arena_new();
    value *list = value_list_new(a);
    value_push(a, list, value_unknown());
    const value *v;
    const path *at;
    const char *message;
    CHECK(type_convert(a, &OBJECT, value_unknown(), &v, &at, &message) && value_is_unknown(v));
    CHECK(type_convert(a, &LIST_OF_STRING, list, &v, &at, &message) && value_is_unknown(value_item(v, 0)));
    arena_free(a);
}
