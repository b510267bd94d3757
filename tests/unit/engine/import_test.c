// What import ids say, by the forms of the specs.
#include "test.h"

#include "engine/plan_kit.h"

static const char *imported(kit *k, const char *type, const char *import_id, const char *attribute) {
    const value *state = engine_import(&k->call, spec_find(SPEC_RESOURCE, type), import_id);
    return value_is_null(state) ? "nothing" : value_text(value_get(state, attribute));
}

TEST(a_form_may_capture_what_is_no_attribute) {
    kit k = kit_make();
    const char *import_id = "arn:aws:ecs:eu-west-1:123456789012:cluster/main/web";
    CHECK_STR(imported(&k, "aws_ecs_service", import_id, "cluster"), "arn:aws:ecs:eu-west-1:123456789012:cluster/main");
    CHECK_STR(imported(&k, "aws_ecs_service", import_id, "name"), "web");
    kit_free(&k);
}

TEST(what_a_form_captures_is_of_the_type_of_its_attribute) {
    kit k = kit_make();
    const char *group = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef";
    const char *by_port = arena_printf(k.arena, "%s,i-0123,80", group);
    const value *state = engine_import(&k.call, spec_find(SPEC_RESOURCE, "aws_lb_target_group_attachment"), by_port);
    CHECK_INT(value_int_or(value_get(state, "port"), 0), 80);
    CHECK_STR(value_text(value_get(state, "target_id")), "i-0123");
    kit_free(&k);
}

TEST(an_id_of_no_form_is_told_what_the_forms_are) {
    kit k = kit_make();
    CHECK_STR(imported(&k, "aws_iam_role_policy_attachment", "web", "role"), "nothing");
    CHECK_INT(k.call.diags.error_count, 1);
    CHECK(str_find(str_of(k.call.diags.first->detail), "<role>/<policy_arn>", &(size_t){0}));
    kit_free(&k);
}
