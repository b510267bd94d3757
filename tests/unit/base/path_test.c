#include "base/value.h"
#include "unit/test.h"

TEST(texts) {
    arena *a = arena_new();
    const path *p = path_attr(a, NULL, "network_configuration");
    CHECK_STR(path_text(a, p), "network_configuration");
    p = path_attr(a, path_index(a, p, 0), "subnets");
    CHECK_STR(path_text(a, p), "network_configuration[0].subnets");
    CHECK_STR(path_text(a, path_attr(a, path_set(a, p), "x")), "network_configuration[0].subnets[*].x");
    CHECK_STR(path_text(a, path_key(a, path_attr(a, NULL, "tags"), STR("a \"b\" \\"))), "tags[\"a \\\"b\\\" \\\\\"]");
    CHECK_STR(path_text(a, NULL), "");
    arena_free(a);
}

TEST(names_are_copied) {
    arena *a = arena_new();
    char name[] = "abc";
    const path *p = path_attr(a, NULL, name);
    const path *q = path_key(a, p, str_of(name));
    name[0] = 'x';
    CHECK_STR(path_text(a, q), "abc[\"abc\"]");
    arena_free(a);
}

TEST(dotted_texts) {
    arena *a = arena_new();
    const path *p = path_parse(a, "network_configuration.12.subnets");
    CHECK_STR(path_text(a, p), "network_configuration[12].subnets");
    CHECK(p->kind == PATH_ATTR && p->parent->kind == PATH_INDEX && p->parent->index == 12);
    CHECK(p->parent->parent->parent == NULL);
    CHECK(path_parse(a, "") == NULL);
    CHECK(path_parse(a, "1a")->kind == PATH_ATTR);
    CHECK(path_parse(a, "99999999999999999999999")->kind == PATH_ATTR);
    arena_free(a);
}

TEST(a_long_path) {
    arena *a = arena_new();
    const path *p = NULL;
    for (int i = 0; i < 100000; i++) {
        p = path_index(a, p, 1);
    }
    CHECK_INT(strlen(path_text(a, p)), 300000);
    arena_free(a);
}
