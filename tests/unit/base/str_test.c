#include "base/str.h"

#include "unit/test.h"

static const str nothing = {NULL, 0};

TEST(equality_goes_by_length) {
    CHECK(str_eq(STR("abc"), str_of("abc")));
    CHECK(!str_eq(STR("a\0b"), STR("a\0c")));
    CHECK(!str_eq(STR("a\0b"), str_of("a\0b")));
    CHECK(str_eq(nothing, STR("")));
    CHECK(str_is(STR("x"), "x"));
    CHECK(!str_is(STR("x"), "xy"));
    CHECK(str_is(nothing, ""));
    CHECK(str_is(str_of(NULL), ""));
}

TEST(case_is_ignored_in_ascii_only) {
    CHECK(str_eq_nocase(STR("FarGate"), STR("fARgATE")));
    CHECK(!str_eq_nocase(STR("[a"), STR("{a")));
    CHECK(!str_eq_nocase(STR("\xC3\x84"), STR("\xC3\xA4")));
    CHECK(!str_eq_nocase(STR("ab"), STR("abc")));
}

TEST(order_is_by_bytes) {
    CHECK_INT(str_cmp(STR("a"), STR("b")), -1);
    CHECK_INT(str_cmp(STR("ab"), STR("a")), 1);
    CHECK_INT(str_cmp(STR("a"), STR("a")), 0);
    CHECK_INT(str_cmp(STR("z"), STR("\xC3\xA4")), -1);
    CHECK_INT(str_cmp(nothing, STR("a")), -1);
    CHECK_INT(str_cmp(nothing, nothing), 0);
}

TEST(prefixes_and_suffixes) {
    CHECK(str_has_prefix(STR("arn:aws:ecs"), "arn:"));
    CHECK(!str_has_prefix(STR("ar"), "arn:"));
    CHECK(str_has_prefix(nothing, ""));
    CHECK(str_has_suffix(STR("queue.fifo"), ".fifo"));
    CHECK(!str_has_suffix(STR("fifo"), ".fifo"));
    CHECK(str_has_suffix(STR("x"), ""));
}

TEST(parts_stop_at_the_ends) {
    CHECK(str_is(str_from(STR("abc"), 1), "bc"));
    CHECK(str_is(str_from(STR("abc"), 9), ""));
    CHECK(str_is(str_from(nothing, 1), ""));
    CHECK(str_is(str_upto(STR("abc"), 2), "ab"));
    CHECK(str_is(str_upto(STR("abc"), 9), "abc"));
}

TEST(search) {
    size_t at = 99;
    CHECK(str_find(STR("a.b.c"), ".", &at));
    CHECK_INT(at, 1);
    CHECK(str_find(STR("a\0bc"), "bc", &at));
    CHECK_INT(at, 2);
    at = 99;
    CHECK(!str_find(STR("abc"), "cd", &at));
    CHECK(!str_find(nothing, "x", &at));
    CHECK_INT(at, 99);
    CHECK(str_find(STR("abc"), "", &at));
    CHECK_INT(at, 0);
}

TEST(trimming) {
    CHECK(str_is(str_trim(STR(" \t\r\n a b \n")), "a b"));
    CHECK(str_is(str_trim(STR("  ")), ""));
    CHECK(str_is(str_trim(nothing), ""));
    CHECK(str_is(str_trim(STR("\xC2\xA0x")), "\xC2\xA0x"));
}

TEST(copies_are_terminated) {
    arena *a = arena_new();
    str copy = str_dup(a, str_upto(STR("abcdef"), 3));
    CHECK_STR(copy.ptr, "abc");
    CHECK_INT(copy.len, 3);
    CHECK_STR(str_dup(a, nothing).ptr, "");
    arena_free(a);
}

TEST(parts_are_joined) {
    arena *a = arena_new();
    str joined = str_concat(a, (const str[]){STR("a"), nothing, {.ptr = "b\0c", .len = 3}, str_upto(STR("def"), 1)}, 4);
    CHECK_INT(joined.len, 5);
    CHECK(str_eq(joined, (str){.ptr = "ab\0cd", .len = 5}));
    CHECK_INT(joined.ptr[5], '\0');
    CHECK_STR(str_concat(a, NULL, 0).ptr, "");
    arena_free(a);
}
