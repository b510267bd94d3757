#include "engine/msgpack.h"

#include "base/json.h"
#include "unit/test.h"

static const type LIST_OF_STRING = {.kind = TYPE_LIST, .element = &TYPE_STRING_CONST};
static const type SET_OF_NUMBER = {.kind = TYPE_SET, .element = &TYPE_NUMBER_CONST};
static const type MAP_OF_BOOL = {.kind = TYPE_MAP, .element = &TYPE_BOOL_CONST};
static const type_field FIELDS[] = {
    {"flags", &MAP_OF_BOOL}, {"name", &TYPE_STRING_CONST}, {"names", &LIST_OF_STRING}, {"ports", &SET_OF_NUMBER}};
static const type OBJECT = {.kind = TYPE_OBJECT, .fields = FIELDS, .field_count = 4};

#define BYTES(literal) (literal), sizeof(literal) - 1

// ---- reading ----

static void check_read(const type *t, const char *data, size_t len, const char *expected) {
    arena *a = arena_new();
    const value *v;
    const char *message = "";
    if (CHECK(msgpack_decode(a, t, data, len, &v, &message))) {
        CHECK_STR(json_text(a, v).ptr, expected);
    } else {
        printf("    %s\n", message);
    }
    arena_free(a);
}

TEST(numbers_of_every_form) {
    const type *n = &TYPE_NUMBER_CONST;
    check_read(n, BYTES("\x00"), "0");
    check_read(n, BYTES("\x7f"), "127");
    check_read(n, BYTES("\xff"), "-1");
    check_read(n, BYTES("\xe0"), "-32");
    check_read(n, BYTES("\xcc\xff"), "255");
    check_read(n, BYTES("\xcd\x01\x00"), "256");
    check_read(n, BYTES("\xce\xff\xff\xff\xff"), "4294967295");
    check_read(n, BYTES("\xcf\x7f\xff\xff\xff\xff\xff\xff\xff"), "9223372036854775807");
    check_read(n, BYTES("\xcf\xff\xff\xff\xff\xff\xff\xff\xff"), "18446744073709551615");
    check_read(n, BYTES("\xd0\x80"), "-128");
    check_read(n, BYTES("\xd1\x80\x00"), "-32768");
    check_read(n, BYTES("\xd2\x80\x00\x00\x00"), "-2147483648");
    check_read(n, BYTES("\xd3\x80\x00\x00\x00\x00\x00\x00\x00"), "-9223372036854775808");
    check_read(n, BYTES("\xca\x3f\xc0\x00\x00"), "1.5");
    check_read(n, BYTES("\xcb\xbf\xe0\x00\x00\x00\x00\x00\x00"), "-0.5");
    check_read(n, BYTES("\xcb\x41\x00\x00\x00\x00\x00\x00\x00"), "131072");
    check_read(n,
               BYTES("\xa3"
                     "0.1"),
               "0.1");
    check_read(n,
               BYTES("\xb6"
                     "1234567890123456789012"),
               "1234567890123456789012");
}

TEST(a_double_is_exact) { // not the shortest text that reads back as the same double
    check_read(&TYPE_NUMBER_CONST, BYTES("\xcb\x3f\xb9\x99\x99\x99\x99\x99\x9a"),
               "0.1000000000000000055511151231257827021181583404541015625");
}

TEST(texts_of_every_form) {
    const type *s = &TYPE_STRING_CONST;
    check_read(s, BYTES("\xa0"), "\"\"");
    check_read(s,
               BYTES("\xa3"
                     "abc"),
               "\"abc\"");
    check_read(s, BYTES("\xd9\x02hi"), "\"hi\"");
    check_read(s, BYTES("\xda\x00\x02hi"), "\"hi\"");
    check_read(s, BYTES("\xdb\x00\x00\x00\x02hi"), "\"hi\"");
    check_read(s, BYTES("\xc4\x02hi"), "\"hi\"");
    check_read(s, BYTES("\xc0"), "null");
}

TEST(containers) {
    check_read(&LIST_OF_STRING, BYTES("\x92\xa1y\xa1x"), "[\"y\",\"x\"]");
    check_read(&LIST_OF_STRING, BYTES("\xdc\x00\x01\xa1x"), "[\"x\"]");
    check_read(&SET_OF_NUMBER, BYTES("\x93\x02\x01\x02"), "[1,2]");
    check_read(&MAP_OF_BOOL, BYTES("\x82\xa1y\xc3\xa1x\xc2"), "{\"x\":false,\"y\":true}");
    check_read(&OBJECT, BYTES("\x82\xa4name\xa1x\xa5ports\x91\x05"),
               "{\"flags\":null,\"name\":\"x\",\"names\":null,\"ports\":[5]}");
}

static bool reads_as_unknown(const type *t, const char *data, size_t len) {
    arena *a = arena_new();
    const value *v;
    const char *message;
    bool unknown = msgpack_decode(a, t, data, len, &v, &message) && value_is_unknown(v);
    arena_free(a);
    return unknown;
}

TEST(unknown_plain_and_refined) {
    CHECK(reads_as_unknown(&TYPE_STRING_CONST, BYTES("\xd4\x00\x00")));
    CHECK(reads_as_unknown(&OBJECT, BYTES("\xd4\x00\x00")));
    CHECK(reads_as_unknown(&TYPE_STRING_CONST, BYTES("\xc7\x03\x0c\x81\x01\xc2"))); // known not to be null
    CHECK(!reads_as_unknown(&TYPE_STRING_CONST, BYTES("\xd4\x05\x00")));
}

static void check_refused(const type *t, const char *data, size_t len) {
    arena *a = arena_new();
    const value *v = NULL;
    const char *message = NULL;
    CHECK(!msgpack_decode(a, t, data, len, &v, &message));
    CHECK(v == NULL && message != NULL);
    arena_free(a);
}

TEST(every_cut_of_a_value_is_refused) {
    static const char data[] = "\x84\xa5"
                               "flags\x81\xa1"
                               "a\xc3\xa4name\xd9\x03"
                               "abc\xa5names\x92\xa1x\xc0\xa5ports\x91\xcb\x3f\xc0\x00\x00\x00\x00\x00\x00";
    check_read(&OBJECT, BYTES(data),
               "{\"flags\":{\"a\":true},\"name\":\"abc\",\"names\":[\"x\",null],\"ports\":[0.125]}");
    for (size_t len = 0; len < sizeof data - 1; len++) {
        check_refused(&OBJECT, data, len);
    }
    check_refused(&OBJECT, data, sizeof data); // and more than it
}

TEST(what_is_wrong_is_refused) {
    check_refused(&TYPE_STRING_CONST, BYTES("\xc1"));
    check_refused(&TYPE_STRING_CONST, BYTES("\x05"));
    check_refused(&TYPE_STRING_CONST, BYTES("\xa2\xc3\x28")); // no UTF-8
    check_refused(&TYPE_BOOL_CONST, BYTES("\x01"));
    check_refused(&TYPE_NUMBER_CONST, BYTES("\xa1x"));
    check_refused(&TYPE_NUMBER_CONST, BYTES("\xcb\x7f\xf0\x00\x00\x00\x00\x00\x00")); // infinity
    check_refused(&TYPE_NUMBER_CONST, BYTES("\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00")); // not a number
    check_refused(&LIST_OF_STRING, BYTES("\x81\xa1x\xa1y"));
    check_refused(&LIST_OF_STRING, BYTES("\xdd\xff\xff\xff\xff\xa1x")); // a count that the data cannot hold
    check_refused(&MAP_OF_BOOL, BYTES("\xdf\x7f\xff\xff\xff\xa1x\xc3"));
    check_refused(&MAP_OF_BOOL, BYTES("\x81\xc0\xc3"));
    check_refused(&OBJECT, BYTES("\x81\xa5other\xc0"));
    check_refused(&TYPE_STRING_CONST, BYTES("\xc6\xff\xff\xff\xff"));
}

TEST(the_message_names_the_attribute_and_not_its_content) {
    arena *a = arena_new();
    const value *v;
    const char *message = "";
    CHECK(!msgpack_decode(a, &OBJECT, BYTES("\x81\xa5ports\x91\xa6secret"), &v, &message));
    CHECK_STR(message, "ports: a number was expected");
    arena_free(a);
}

// ---- writing ----

static void check_written(const type *t, const value *v, const char *expected, size_t len) {
    arena *a = arena_new();
    const void *data;
    size_t got;
    if (CHECK(msgpack_encode(a, t, v, &data, &got))) {
        CHECK(got == len && memcmp(data, expected, len) == 0);
    }
    arena_free(a);
}

TEST(values_are_written_in_their_shortest_form) {
    arena *a = arena_new();
    check_written(&TYPE_STRING_CONST, NULL, BYTES("\xc0"));
    check_written(&TYPE_STRING_CONST, value_unknown(), BYTES("\xd4\x00\x00"));
    check_written(&TYPE_BOOL_CONST, value_bool(true), BYTES("\xc3"));
    check_written(&TYPE_NUMBER_CONST, value_int(a, 5), BYTES("\x05"));
    check_written(&TYPE_NUMBER_CONST, value_int(a, -1), BYTES("\xff"));
    check_written(&TYPE_NUMBER_CONST, value_int(a, 300), BYTES("\xcd\x01\x2c"));
    check_written(&TYPE_NUMBER_CONST, value_double(a, 0.5),
                  BYTES("\xa3"
                        "0.5"));
    check_written(&TYPE_STRING_CONST, value_cstr(a, "hi"), BYTES("\xa2hi"));
    arena_free(a);
}

TEST(an_object_is_written_with_all_its_attributes) {
    arena *a = arena_new();
    value *v = value_object_new(a);
    value_put_static(a, v, "name", value_cstr(a, "x"));
    check_written(&OBJECT, v,
                  BYTES("\x84\xa5"
                        "flags\xc0\xa4name\xa1x\xa5names\xc0\xa5ports\xc0"));
    arena_free(a);
}

TEST(a_value_of_another_type_is_not_written) {
    arena *a = arena_new();
    const void *data = NULL;
    size_t len = 0;
    CHECK(!msgpack_encode(a, &TYPE_STRING_CONST, value_int(a, 1), &data, &len));
    CHECK(!msgpack_encode(a, &TYPE_NUMBER_CONST, value_cstr(a, "1"), &data, &len));
    CHECK(!msgpack_encode(a, &TYPE_BOOL_CONST, value_cstr(a, "true"), &data, &len));
    CHECK(!msgpack_encode(a, &LIST_OF_STRING, value_map_new(a), &data, &len));
    CHECK(!msgpack_encode(a, &OBJECT, value_list_new(a), &data, &len));
    CHECK(data == NULL && len == 0);
    arena_free(a);
}

TEST(what_is_written_reads_back) {
    arena *a = arena_new();
    const value *v, *back;
    const char *message;
    const void *data;
    size_t len;
    CHECK(typed_json_decode(a, &OBJECT,
                            STR("{\"flags\":{\"z\":true,\"a\":null},\"name\":\"\\u00fc\",\"names\":[\"b\",\"a\"],"
                                "\"ports\":[1e300,0.1,-7,9223372036854775808]}"),
                            &v, &message));
    CHECK(msgpack_encode(a, &OBJECT, v, &data, &len) && msgpack_decode(a, &OBJECT, data, len, &back, &message));
    CHECK(value_equal(v, back));
    arena_free(a);
}

TEST(a_value_nested_deeper_than_msgpack_c_reads) {
    enum { DEPTH = 60 };
    static type types[DEPTH];
    arena *a = arena_new();
    const value *v = value_cstr(a, "x");
    for (int i = 0; i < DEPTH; i++) {
        types[i] = (type){.kind = TYPE_LIST, .element = i == 0 ? &TYPE_STRING_CONST : &types[i - 1]};
        value *list = value_list_new(a);
        value_push(a, list, v);
        v = list;
    }
    const void *data;
    size_t len;
    const value *back;
    const char *message;
    CHECK(msgpack_encode(a, &types[DEPTH - 1], v, &data, &len));
    CHECK(msgpack_decode(a, &types[DEPTH - 1], data, len, &back, &message) && value_equal(v, back));
    arena_free(a);
}

// ---- JSON ----

TEST(json_is_typed) {
    arena *a = arena_new();
    const value *v;
    const char *message = "";
    CHECK(typed_json_decode(a, &OBJECT, STR("{\"name\":5,\"ports\":[2,1,2]}"), &v, &message));
    CHECK_STR(json_text(a, v).ptr, "{\"flags\":null,\"name\":\"5\",\"names\":null,\"ports\":[1,2]}");
    CHECK(value_get(v, "ports")->kind == VALUE_SET);
    CHECK(!typed_json_decode(a, &OBJECT, STR("{\"name\":\"x\",\"other\":1}"), &v, &message));
    CHECK_STR(message, "there is an attribute that the schema lacks: other");
    CHECK(!typed_json_decode(a, &OBJECT, STR("{\"ports\":[[]]}"), &v, &message));
    CHECK(strstr(message, "ports") != NULL);
    CHECK(!typed_json_decode(a, &OBJECT, STR("{"), &v, &message));
    arena_free(a);
}
