// Values that a schema spells otherwise than AWS does.
#include "unit/test.h"

#include "engine/convert.h"

TEST(a_moment_is_a_number_of_seconds_where_the_schema_has_a_number) {
    arena *a = arena_new();
    spec_attr number = {.name = "pushed_at", .type = &TYPE_NUMBER_CONST, .is_int = true};
    spec_attr text = {.name = "pushed_at", .type = &TYPE_STRING_CONST};
    const value *moment = value_cstr(a, "2024-01-02T03:04:05.678Z");
    CHECK_INT(value_int_or(convert_from_api(a, &number, moment), 0), 1704164645);
    CHECK_STR(value_text(convert_from_api(a, &text, moment)), "2024-01-02T03:04:05.678Z");
    // By the model it is one, and no text that looks like it.
    text.moment = true;
    CHECK_STR(value_text(convert_from_api(a, &text, moment)), "2024-01-02T03:04:05Z");
    // What is no moment stays as it is.
    CHECK_STR(value_text(convert_from_api(a, &number, value_cstr(a, "2024"))), "2024");
    arena_free(a);
}

TEST(a_word_is_sent_as_the_enum_spells_it) {
    arena *a = arena_new();
    static const char *const words[] = {"HTTP2Only", "None", NULL};
    spec_attr alpn = {.name = "alpn", .type = &TYPE_STRING_CONST, .enum_values = words, .enum_nocase = true};
    CHECK_STR(value_text(convert_to_api(a, &alpn, value_cstr(a, "http2only"), NULL)), "HTTP2Only");
    CHECK_STR(value_text(convert_to_api(a, &alpn, value_cstr(a, "other"), NULL)), "other");
    CHECK(value_is_null(convert_to_api(a, &alpn, value_null(), NULL)));
    alpn.enum_nocase = false;
    CHECK_STR(value_text(convert_to_api(a, &alpn, value_cstr(a, "none"), NULL)), "none");
    arena_free(a);
}

TEST(a_policy_is_sent_without_the_white_space_around_it) {
    arena *a = arena_new();
    spec_attr policy = {.name = "policy", .type = &TYPE_STRING_CONST, .format = format_policy};
    CHECK_STR(value_text(convert_to_api(a, &policy, value_cstr(a, "\n  {\"a\": 1}\n"), NULL)), "{\"a\": 1}");
    CHECK(value_is_null(convert_to_api(a, &policy, value_null(), NULL)));
    arena_free(a);
}
