#include "base/value.h"

#include "unit/test.h"

TEST(scalars) {
    arena *a = arena_new();
    char text[] = "abc";
    const value *s = value_cstr(a, text);
    text[0] = 'x';
    CHECK_STR(value_text(s), "abc");
    CHECK(str_eq(value_str(value_string(a, STR("a\0b"))), STR("a\0b")));
    CHECK_STR(value_text(value_stringf(a, "%s/%d", "n", 3)), "n/3");
    CHECK(value_is_null(value_cstr(a, NULL)));
    CHECK_INT(value_int_or(value_int(a, -5), 0), -5);
    CHECK(value_bool_or(value_bool(true), false));
    CHECK(!value_bool_or(value_bool(false), true));
    arena_free(a);
}

TEST(readers_accept_what_is_not_there) {
    arena *a = arena_new();
    CHECK(value_is_null(NULL) && value_is_null(value_null()));
    CHECK(!value_is_null(value_unknown()));
    CHECK(!value_is_unknown(NULL) && value_is_unknown(value_unknown()));
    CHECK(!value_has_unknown(NULL));
    CHECK(!value_is_known_string(NULL) && !value_is_known_string(value_unknown()));
    CHECK(value_get(NULL, "a") == NULL && value_get(value_int(a, 1), "a") == NULL);
    CHECK(value_item(NULL, 0) == NULL && value_item(value_map_new(a), 0) == NULL);
    CHECK_INT(value_count(NULL), 0);
    CHECK_INT(value_count(value_cstr(a, "abc")), 0);
    CHECK_STR(value_text(NULL), "");
    CHECK_STR(value_text(value_int(a, 1)), "");
    CHECK(value_bool_or(NULL, true));
    CHECK_INT(value_int_or(value_cstr(a, "1"), 9), 9);
    CHECK(value_scalar_text(a, NULL) == NULL);
    CHECK(value_deep_copy(a, NULL) == NULL);
    arena_free(a);
}

TEST(lists_keep_order_and_duplicates) {
    arena *a = arena_new();
    value *list = value_list_new(a);
    for (int i = 0; i < 100; i++) {
        value_push(a, list, value_int(a, i % 7));
    }
    value_push(a, list, NULL);
    CHECK_INT(value_count(list), 101);
    CHECK_INT(value_int_or(value_item(list, 8), -1), 1);
    CHECK(value_item(list, 100) == value_null());
    CHECK(value_item(list, 101) == NULL);
    arena_free(a);
}

TEST(sets_have_no_order_and_no_duplicates) {
    arena *a = arena_new();
    value *up = value_set_new(a);
    value *down = value_set_new(a);
    for (int i = 0; i < 200; i++) {
        value_push(a, up, value_stringf(a, "%d", i % 50));
        value_push(a, down, value_stringf(a, "%d", 49 - i % 50));
    }
    CHECK_INT(value_count(up), 50);
    CHECK(value_equal(up, down));
    for (size_t i = 1; i < value_count(up); i++) {
        CHECK(value_cmp(value_item(up, i - 1), value_item(up, i)) < 0);
    }
    value_push(a, down, value_cstr(a, "another"));
    CHECK(!value_equal(up, down));
    arena_free(a);
}

TEST(equal_numbers_are_one_set_element) {
    arena *a = arena_new();
    value *set = value_set_new(a);
    static const char *const texts[] = {"1.5", "15e-1", "1.50", "2", "2.0"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const value *n;
        CHECK(value_number_parse(a, str_of(texts[i]), &n));
        value_push(a, set, n);
    }
    value_push(a, set, value_double(a, 1.5));
    value_push(a, set, value_int(a, 2));
    CHECK_INT(value_count(set), 2);
    arena_free(a);
}

TEST(maps_are_sorted_and_replace) {
    arena *a = arena_new();
    value *map = value_map_new(a);
    char key[16];
    for (int i = 0; i < 500; i++) {
        int len = snprintf(key, sizeof key, "k%d", i * 7919 % 500);
        value_put(a, map, (str){key, (size_t)len}, value_int(a, i));
    }
    CHECK_INT(value_count(map), 500);
    for (size_t i = 1; i < value_count(map); i++) {
        CHECK(str_cmp(map->map.entries[i - 1].key, map->map.entries[i].key) < 0);
    }
    CHECK_INT(value_int_or(value_get(map, "k419"), -1), 1);
    value_put_static(a, map, "k419", value_cstr(a, "new"));
    CHECK_INT(value_count(map), 500);
    CHECK_STR(value_text(value_get(map, "k419")), "new");
    CHECK(value_get(map, "k500") == NULL);
    value_put(a, map, STR("a\0b"), value_null());
    CHECK(value_get_str(map, STR("a\0b")) == value_null());
    CHECK(value_get_str(map, STR("a")) == NULL);
    value_put(a, map, STR(""), NULL);
    CHECK(value_get(map, "") == value_null());
    arena_free(a);
}

static const value *sample(arena *a) {
    value *object = value_object_new(a);
    value *set = value_set_new(a);
    value *list = value_list_new(a);
    value_push(a, set, value_cstr(a, "b"));
    value_push(a, set, value_cstr(a, "a"));
    value_push(a, list, value_double(a, 0.25));
    value_push(a, list, value_int(a, 7));
    value_push(a, list, value_bool(true));
    value_push(a, list, value_null());
    value_put_static(a, object, "set", set);
    value_put_static(a, object, "list", list);
    return object;
}

TEST(shallow_copies_leave_the_original) {
    arena *a = arena_new();
    const value *from = sample(a);
    value *copy = value_copy(a, from, VALUE_MAP);
    CHECK(copy->kind == VALUE_MAP);
    CHECK(value_get(copy, "set") == value_get(from, "set"));
    value_put_static(a, copy, "more", value_null());
    value_put_static(a, copy, "list", value_null());
    CHECK_INT(value_count(from), 2);
    CHECK_INT(value_count(value_get(from, "list")), 4);

    value *list = value_copy(a, value_get(from, "set"), VALUE_LIST);
    value_push(a, list, value_cstr(a, "a"));
    CHECK_INT(value_count(list), 3);
    value *set = value_copy(a, list, VALUE_SET);
    CHECK(value_equal(set, value_get(from, "set")));
    CHECK(value_copy(a, NULL, VALUE_OBJECT)->kind == VALUE_OBJECT);
    CHECK_INT(value_count(value_copy(a, value_null(), VALUE_SET)), 0);
    CHECK_INT(value_count(value_copy(a, value_unknown(), VALUE_MAP)), 0);
    arena_free(a);
}

TEST(deep_copies_outlive_their_source) {
    arena *a = arena_new();
    arena *b = arena_new();
    const value *copy = value_deep_copy(b, sample(a));
    CHECK(value_equal(copy, sample(a)));
    arena_free(a);
    CHECK(value_equal(copy, sample(b)));
    arena_free(b);
}

TEST(unknowns_are_found_inside) {
    arena *a = arena_new();
    value *list = value_list_new(a);
    value *object = value_object_new(a);
    value_put_static(a, object, "a", value_null());
    value_push(a, list, object);
    CHECK(!value_has_unknown(list));
    value_put_static(a, object, "b", value_unknown());
    CHECK(value_has_unknown(list));
    CHECK(!value_is_unknown(list));
    CHECK(value_has_unknown(value_unknown()));
    arena_free(a);
}

TEST(emptiness) {
    arena *a = arena_new();
    CHECK(value_is_empty(NULL));
    CHECK(value_is_empty(value_null()));
    CHECK(value_is_empty(value_cstr(a, "")));
    CHECK(value_is_empty(value_int(a, 0)));
    CHECK(value_is_empty(value_list_new(a)));
    CHECK(value_is_empty(value_set_new(a)));
    CHECK(value_is_empty(value_map_new(a)));
    value *nulls = value_map_new(a);
    value_put_static(a, nulls, "k", value_null());
    CHECK(value_is_empty(nulls));
    value_put_static(a, nulls, "l", value_cstr(a, ""));
    CHECK(!value_is_empty(nulls));
    CHECK(value_is_empty(value_object_new(a)));
    CHECK(!value_is_empty(value_bool(false)));
    CHECK(!value_is_empty(value_unknown()));
    CHECK(!value_is_empty(value_double(a, 0.5)));
    CHECK(!value_is_empty(value_cstr(a, " ")));

    value *inner = value_object_new(a);
    value *object = value_object_new(a);
    value_put_static(a, inner, "x", value_cstr(a, ""));
    value_put_static(a, object, "inner", inner);
    value_put_static(a, object, "n", value_null());
    CHECK(value_is_empty(object));
    value *map = value_copy(a, object, VALUE_MAP);
    CHECK(!value_is_empty(map));
    value_put_static(a, inner, "y", value_bool(false));
    CHECK(!value_is_empty(object));
    arena_free(a);
}

TEST(scalar_texts) {
    arena *a = arena_new();
    CHECK_STR(value_scalar_text(a, value_bool(true)), "true");
    CHECK_STR(value_scalar_text(a, value_bool(false)), "false");
    CHECK_STR(value_scalar_text(a, value_int(a, INT64_MIN)), "-9223372036854775808");
    CHECK_STR(value_scalar_text(a, value_double(a, 1.5)), "1.5");
    CHECK_STR(value_scalar_text(a, value_cstr(a, "x")), "x");
    CHECK(value_scalar_text(a, value_null()) == NULL);
    CHECK(value_scalar_text(a, value_unknown()) == NULL);
    CHECK(value_scalar_text(a, value_list_new(a)) == NULL);
    arena_free(a);
}

static value *list_of(arena *a, const value *first, const value *second) {
    value *list = value_list_new(a);
    value_push(a, list, first);
    if (second != NULL) {
        value_push(a, list, second);
    }
    return list;
}

static value *map_of(arena *a, const char *key, const value *item) {
    value *map = value_map_new(a);
    value_put(a, map, str_of(key), item);
    return map;
}

TEST(order_is_total) {
    arena *a = arena_new();
    // Ascending.
    const value *cases[] = {
        value_null(),
        value_unknown(),
        value_bool(false),
        value_bool(true),
        value_int(a, -1),
        value_double(a, 0.5),
        value_int(a, 1),
        value_cstr(a, ""),
        value_cstr(a, "a"),
        value_cstr(a, "ab"),
        value_cstr(a, "b"),
        value_list_new(a),
        list_of(a, value_null(), NULL),
        list_of(a, value_int(a, 1), NULL),
        list_of(a, value_int(a, 1), value_int(a, 0)),
        list_of(a, value_int(a, 2), NULL),
        value_set_new(a),
        value_copy(a, list_of(a, value_int(a, 1), NULL), VALUE_SET),
        value_map_new(a),
        map_of(a, "a", value_int(a, 1)),
        map_of(a, "a", value_int(a, 2)),
        map_of(a, "b", value_int(a, 0)),
        value_object_new(a),
        value_copy(a, map_of(a, "a", value_int(a, 1)), VALUE_OBJECT),
    };
    enum { COUNT = sizeof cases / sizeof *cases };
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < COUNT; j++) {
            int order = value_cmp(cases[i], cases[j]);
            if (!CHECK((order > 0) - (order < 0) == (i > j) - (i < j))) {
                printf("  cases %d and %d: %d\n", i, j, order);
            }
        }
        CHECK(value_equal(cases[i], value_deep_copy(a, cases[i])));
    }
    CHECK(value_equal(NULL, value_null()));
    CHECK(!value_equal(NULL, value_unknown()));
    arena_free(a);
}
