#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/value.h"
#include "unit/test.h"

static const char *canonical(arena *a, const char *text) {
    const value *v = NULL;
    return value_number_parse(a, str_of(text), &v) ? value_scalar_text(a, v) : NULL;
}

TEST(canonical_texts) {
    static const struct {
        const char *text;
        const char *expected;
    } cases[] = {
        {"0", "0"},
        {"-0", "0"},
        {"0.000", "0"},
        {"0e999999999999999999999", "0"},
        {"1", "1"},
        {"+1", "1"},
        {"007", "7"},
        {"1.0", "1"},
        {"1.50", "1.5"},
        {"-0.5", "-0.5"},
        {".5", "0.5"},
        {"5.", "5"},
        {"1e3", "1000"},
        {"1E+3", "1000"},
        {"12.5e-1", "1.25"},
        {"100e-2", "1"},
        {"1e-7", "0.0000001"},
        {"9223372036854775807", "9223372036854775807"},
        {"9223372036854775808", "9223372036854775808"},
        {"-9223372036854775808", "-9223372036854775808"},
        {"-9223372036854775809", "-9223372036854775809"},
        {"18446744073709551616", "18446744073709551616"},
        {"1e20", "100000000000000000000"},
        {"0.1234567890123456789012345678901234567890", "0.123456789012345678901234567890123456789"},
        {"1e1000", "1e1000"},
        {"1500e998", "1.5e1001"},
        {"-1.25e-1000", "-1.25e-1000"},
        {"1e999999999", "1e999999999"},
        {"1e-999999999", "1e-999999999"},
    };
    arena *a = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_STR(canonical(a, cases[i].text), cases[i].expected);
        CHECK_STR(canonical(a, cases[i].expected), cases[i].expected);
    }
    arena_free(a);
}

TEST(what_is_no_number) {
    static const char *const cases[] = {"",
                                        "-",
                                        "+",
                                        ".",
                                        "e5",
                                        "1e",
                                        "1e+",
                                        "1.2.3",
                                        "1x",
                                        " 1",
                                        "1 ",
                                        "--1",
                                        "0x10",
                                        "inf",
                                        "NaN",
                                        "1e5.5",
                                        "1_000",
                                        "1e10000000000",
                                        "1e-99999999999999999999999"};
    arena *a = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const value *untouched = value_unknown();
        CHECK(!value_number_parse(a, str_of(cases[i]), &untouched));
        CHECK(untouched == value_unknown());
    }
    const value *v;
    CHECK(!value_number_parse(a, STR("1\0"), &v));
    CHECK(!value_number_parse(a, (str){NULL, 0}, &v));
    arena_free(a);
}

TEST(integers_are_integers) {
    arena *a = arena_new();
    const value *v;
    CHECK(value_number_parse(a, STR("92233720368547758.07e2"), &v));
    CHECK(v->number.is_integer && v->number.integer == INT64_MAX);
    CHECK(value_number_parse(a, STR("-9223372036854775808"), &v));
    CHECK(v->number.is_integer && v->number.integer == INT64_MIN);
    CHECK(value_number_parse(a, STR("9223372036854775808"), &v));
    CHECK(!v->number.is_integer);
    CHECK_INT(value_int_or(v, -1), -1);
    arena_free(a);
}

TEST(a_million_digits) {
    arena *a = arena_new();
    enum { COUNT = 1000000 };
    char *text = arena_alloc(a, COUNT + 1);
    memset(text, '7', COUNT);
    CHECK_STR(canonical(a, text), text);
    memset(text, '0', COUNT);
    CHECK_STR(canonical(a, text), "0");
    text[0] = '1';
    CHECK_STR(canonical(a, text), "1e999999");
    arena_free(a);
}

static void round_trip(arena *a, double d) {
    double back;
    CHECK(value_to_double(value_double(a, d), &back));
    CHECK(back == d);
}

TEST(doubles_come_back) {
    arena *a = arena_new();
    static const double cases[] = {0.0,     -0.0,     0.1,     -1.5,        1e22,  123456789.125,
                                   DBL_MAX, -DBL_MAX, DBL_MIN, DBL_EPSILON, 5e-324};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        round_trip(a, cases[i]);
    }
    uint64_t bits = 0x9E3779B97F4A7C15;
    for (int i = 0; i < 2000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        double d;
        memcpy(&d, &bits, sizeof d);
        if (isfinite(d)) {
            round_trip(a, d);
        }
    }
    CHECK_STR(value_scalar_text(a, value_double(a, 0.1)), "0.1");
    CHECK_STR(value_scalar_text(a, value_double(a, 3.0)), "3");
    CHECK(value_is_null(value_double(a, NAN)));
    CHECK(value_is_null(value_double(a, INFINITY)));
    arena_free(a);
}

TEST(no_double_for_what_has_none) {
    arena *a = arena_new();
    double d = 7;
    const value *huge;
    CHECK(value_number_parse(a, STR("1e1000"), &huge));
    CHECK(!value_to_double(huge, &d));
    CHECK(!value_to_double(value_cstr(a, "1"), &d));
    CHECK(!value_to_double(NULL, &d));
    CHECK(d == 7);
    arena_free(a);
}

TEST(order_is_by_amount) {
    // Ascending.
    static const char *const cases[] = {"-1e999999999",
                                        "-1e1000",
                                        "-9223372036854775809",
                                        "-9223372036854775808",
                                        "-10",
                                        "-9.5",
                                        "-9",
                                        "-0.5",
                                        "-0.05",
                                        "-1e-1000",
                                        "0",
                                        "1e-1000",
                                        "0.05",
                                        "0.5",
                                        "0.51",
                                        "1",
                                        "1.000001",
                                        "9",
                                        "10",
                                        "10.5",
                                        "99.9",
                                        "100",
                                        "9223372036854775807",
                                        "9223372036854775807.5",
                                        "9223372036854775808",
                                        "1e1000",
                                        "1.5e1000",
                                        "1e999999999"};
    enum { COUNT = sizeof cases / sizeof *cases };
    arena *a = arena_new();
    const value *numbers[COUNT];
    for (int i = 0; i < COUNT; i++) {
        CHECK(value_number_parse(a, str_of(cases[i]), &numbers[i]));
    }
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < COUNT; j++) {
            if (!CHECK(value_cmp(numbers[i], numbers[j]) == (i > j) - (i < j))) {
                printf("  %s and %s\n", cases[i], cases[j]);
            }
        }
    }
    arena_free(a);
}
