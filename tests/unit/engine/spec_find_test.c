// Attributes by name.
#include "test.h"

#include "engine/spec.h"

TEST(attributes_are_found_by_name) {
    static const spec_attr attrs[] = {{.name = "a"}, {.name = "a_b"}, {.name = "ab"}, {.name = "z"}};
    for (size_t i = 0; i < 4; i++) {
        CHECK(spec_attr_find(attrs, 4, attrs[i].name) == &attrs[i]);
    }
    CHECK(spec_attr_find(attrs, 4, "") == NULL);
    CHECK(spec_attr_find(attrs, 4, "aa") == NULL);
    CHECK(spec_attr_find(attrs, 4, "zz") == NULL);
    CHECK(spec_attr_find(attrs, 0, "a") == NULL);
}

TEST(every_spec_is_found_by_its_type) {
    for (size_t i = 0; i < spec_registry_count; i++) {
        CHECK(spec_find(spec_registry[i]->kind, spec_registry[i]->type) == spec_registry[i]);
    }
    CHECK(spec_find(SPEC_RESOURCE, "aws_nothing_of_the_kind") == NULL);
    CHECK(spec_find(SPEC_DATA, "") == NULL);
}
