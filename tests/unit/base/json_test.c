#include "base/json.h"

#include "unit/test.h"

// The document written back; NULL with a printed message when it was refused.
static const char *rewritten(arena *a, const char *text) {
    const value *v;
    const char *message;
    if (!json_parse(a, str_of(text), &v, &message)) {
        printf("  %s\n", message);
        return NULL;
    }
    return json_text(a, v).ptr;
}

// The message for a refused document; NULL when it was taken.
static const char *refusal(arena *a, str text) {
    const value *v = value_unknown();
    const char *message = NULL;
    bool taken = json_parse(a, text, &v, &message);
    CHECK(taken == (message == NULL));
    CHECK(taken || v == value_unknown());
    return message;
}

TEST(documents_come_back_canonical) {
    static const struct {
        const char *text;
        const char *expected;
    } cases[] = {
        {"null", "null"},
        {" true\n", "true"},
        {"\"x\"", "\"x\""},
        {"[]", "[]"},
        {"{}", "{}"},
        {"[ 1 , [ ] , { } , false ]", "[1,[],{},false]"},
        {"{\"b\":1,\"a\":{\"d\":null,\"c\":[\"x\"]}}", "{\"a\":{\"c\":[\"x\"],\"d\":null},\"b\":1}"},
        {"{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}"},
        {"{\"\":1}", "{\"\":1}"},
        {"\"\\u0041\\n\\/\\\"\\\\\\b\\f\\r\\t\"", "\"A\\n/\\\"\\\\\\b\\f\\r\\t\""},
        {"\"\\ud83d\\ude00 \\u00e4\"", "\"\xF0\x9F\x98\x80 \xC3\xA4\""},
        {"\"\\u2028\"", "\"\\u2028\""},
        {"\"1 [2] {3}\"", "\"1 [2] {3}\""},
    };
    arena *a = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_STR(rewritten(a, cases[i].text), cases[i].expected);
    }
    arena_free(a);
}

TEST(numbers_stay_exact) {
    arena *a = arena_new();
    CHECK_STR(rewritten(a, "[9007199254740993,-9223372036854775808,18446744073709551615]"),
              "[9007199254740993,-9223372036854775808,18446744073709551615]");
    CHECK_STR(rewritten(a, "[0.1,1.10,1e2,1E-2,-0,-0.0]"), "[0.1,1.1,100,0.01,0,0]");
    CHECK_STR(
        rewritten(a, "{\"n\":3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862}"),
        "{\"n\":3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862}");
    CHECK_STR(rewritten(a, "[1e999999999,1e-999999999]"), "[1e999999999,1e-999999999]");
    arena_free(a);
}

TEST(many_numbers_keep_their_places) {
    arena *a = arena_new();
    buf b = buf_make(1 << 20);
    buf_putc(&b, '[');
    for (int i = 0; i < 5000; i++) {
        buf_printf(&b, "%s%d", i > 0 ? "," : "", i % 10);
    }
    buf_putc(&b, ']');
    CHECK_STR(rewritten(a, b.ptr), b.ptr);
    buf_free(&b);
    arena_free(a);
}

TEST(refusals_name_the_place) {
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"", "line 1, column 1: the text is empty"},
        {" \n ", "line 2, column 2: the text ends too early"},
        {"{\"a\":1,}", "line 1, column 8: expected a key in quotes"},
        {"{1:2}", "line 1, column 2: expected a key in quotes or '}'"},
        {"{\"a\" 1}", "line 1, column 6: expected ':'"},
        {"{\"a\":1\n \"b\":2}", "line 2, column 2: expected ',' or '}'"},
        {"[1,]", "line 1, column 4: expected a value"},
        {"[1 2]", "line 1, column 4: expected ',' or ']'"},
        {"[,1]", "line 1, column 2: expected a value or ']'"},
        {"[1}", "line 1, column 3: expected ',' or ']'"},
        {"[", "line 1, column 2: the text ends too early"},
        {"{\"a\":", "line 1, column 6: the text ends too early"},
        {"]", "line 1, column 1: expected a value"},
        {"1 2", "line 1, column 3: text after the end of the document"},
        {"nul", "line 1, column 1: expected a value"},
        {"nulll", "line 1, column 5: text after the end of the document"},
        {"True", "line 1, column 1: expected a value"},
        {"'a'", "line 1, column 1: expected a value"},
        {"// x\n1", "line 1, column 1: expected a value"},
        {"\xEF\xBB\xBF{}", "line 1, column 1: expected a value"},
        {"\"abc", "line 1, column 5: the text ends inside a string"},
        {"\"\xC3\xA4\xC3\xA4\tx\"", "line 1, column 4: control character in a string"},
        {"\"a\nb\"", "line 1, column 3: control character in a string"},
        {"\"\\x\"", "line 1, column 2: unknown escape in a string"},
        {"\"\\", "line 1, column 2: unknown escape in a string"},
        {"\"\\u12g4\"", "line 1, column 2: \\u without four hexadecimal digits"},
        {"\"\\u12", "line 1, column 2: \\u without four hexadecimal digits"},
        {"\"a\\u0000b\"", "line 1, column 3: a string holds \\u0000, which is not supported"},
        {"{\"\\u0000\":1}", "line 1, column 3: a string holds \\u0000, which is not supported"},
        {"\"\\ud83d\"", "line 1, column 2: half of a surrogate pair in a string"},
        {"\"\\ud83d\\u0041\"", "line 1, column 2: half of a surrogate pair in a string"},
        {"\"\\ude00\\ud83d\"", "line 1, column 2: half of a surrogate pair in a string"},
        {"01", "line 1, column 2: text after the end of the document"},
        {"[-]", "line 1, column 2: malformed number"},
        {"[1.]", "line 1, column 2: malformed number"},
        {"[1e]", "line 1, column 2: malformed number"},
        {"+1", "line 1, column 1: expected a value"},
        {".5", "line 1, column 1: expected a value"},
        {"NaN", "line 1, column 1: expected a value"},
        {"[1e99999999999999999999]", "line 1, column 2: number too large or too small"},
        {"\"\xC3\"", "line 1, column 2: invalid UTF-8"},
        {"\"\xED\xA0\x80\"", "line 1, column 2: invalid UTF-8"},
        {"\"\xF0\x9F\x98", "line 1, column 2: invalid UTF-8"},
        {"[1,\xFF]", "line 1, column 4: expected a value"},
    };
    arena *a = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_STR(refusal(a, str_of(cases[i].text)), cases[i].message);
    }
    CHECK_STR(refusal(a, STR("1\0")), "line 1, column 2: text after the end of the document");
    CHECK_STR(refusal(a, STR("\"a\0b\"")), "line 1, column 3: control character in a string");
    CHECK_STR(refusal(a, (str){NULL, 0}), "line 1, column 1: the text is empty");
    arena_free(a);
}

TEST(refusals_do_not_quote_the_document) {
    arena *a = arena_new();
    const char *message = refusal(a, STR("{\"password\": hunter2}"));
    CHECK(message != NULL && strstr(message, "hunter2") == NULL && strstr(message, "password") == NULL);
    arena_free(a);
}

static char *nested(arena *a, size_t depth, const char *open, const char *close) {
    buf b = buf_make(1 << 24);
    for (size_t i = 0; i < depth; i++) {
        buf_puts(&b, open);
    }
    buf_puts(&b, "1");
    for (size_t i = 0; i < depth; i++) {
        buf_puts(&b, close);
    }
    char *text = arena_strdup(a, b.ptr);
    buf_free(&b);
    return text;
}

TEST(depth_is_bounded) {
    arena *a = arena_new();
    char *deepest = nested(a, VALUE_MAX_DEPTH, "[", "]");
    CHECK_STR(rewritten(a, deepest), deepest);
    deepest = nested(a, VALUE_MAX_DEPTH, "{\"a\":", "}");
    CHECK_STR(rewritten(a, deepest), deepest);
    CHECK_STR(refusal(a, str_of(nested(a, VALUE_MAX_DEPTH + 1, "[", "]"))),
              "line 1, column 129: nested deeper than 128 levels");
    CHECK(refusal(a, str_of(nested(a, 1000000, "[", "]"))) != NULL);
    CHECK(refusal(a, str_of(nested(a, 1000000, "{\"a\":", "}"))) != NULL);
    arena_free(a);
}

TEST(every_prefix_is_refused) {
    static const char text[] = "{\"a\":[1.5e3,true,\"\\u00e4\\ud83d\\ude00\xC3\xA4\"],\"b\":{\"c\":null}}";
    arena *a = arena_new();
    for (size_t len = 0; len < sizeof text - 1; len++) {
        // Exact memory, so that a read past the end is seen.
        CHECK(refusal(a, (str){arena_memdup(a, text, len), len}) != NULL);
    }
    CHECK(refusal(a, str_of(text)) == NULL);
    arena_free(a);
}

TEST(writing) {
    arena *a = arena_new();
    value *set = value_set_new(a);
    value_push(a, set, value_cstr(a, "b"));
    value_push(a, set, value_cstr(a, "a"));
    value *map = value_map_new(a);
    value_put_static(a, map, "s", set);
    value_put_static(a, map, "u", value_unknown());
    value_put_static(a, map, "d", value_double(a, -0.5));
    CHECK_STR(json_text(a, map).ptr, "{\"d\":-0.5,\"s\":[\"a\",\"b\"],\"u\":null}");
    CHECK_STR(json_text(a, NULL).ptr, "null");
    CHECK_STR(json_text(a, value_string(a, STR("a\0\xFF<"))).ptr, "\"a\\u0000\\ufffd<\"");

    buf b = buf_make(100);
    CHECK(json_write(&b, value_cstr(a, "<a&b>"), true));
    CHECK_STR(b.ptr, "\"\\u003ca\\u0026b\\u003e\"");
    buf_free(&b);
    arena_free(a);
}

TEST(repeated_keys_are_found) {
    arena *a = arena_new();
    CHECK_STR(json_repeated_key(a, STR("{\"a\": 1, \"a\": 1}")), "a");
    CHECK_STR(json_repeated_key(a, STR("{\"a\": [0, {\"b\": 1, \"c\": {\"b\": 1}, \"\\u0062\": 2}]}")), "a.1.b");
    CHECK(json_repeated_key(a, STR("{\"a\": {\"a\": [{\"a\": 1}, {\"a\": 1}, 7, 7]}, \"A\": 1}")) == NULL);
    CHECK(json_repeated_key(a, STR("{\"a\": 1, \"a\"")) == NULL);
    CHECK(json_repeated_key(a, STR("\"a\"")) == NULL);
    arena_free(a);
}

TEST(writing_past_the_cap_fails) {
    arena *a = arena_new();
    buf b = buf_make(10);
    CHECK(!json_write(&b, value_cstr(a, "much too long for it"), false));
    CHECK(b.failed);
    buf_free(&b);
    arena_free(a);
}
