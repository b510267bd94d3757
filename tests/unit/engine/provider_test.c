// The provider instance: what StopProvider stops, and for how long.
#include "config_kit.h"
#include "test.h"

#include "engine/engine_internal.h"

TEST(a_stop_is_for_all_calls_of_a_run) {
    engine *e = engine_new();
    cancel *under_way = engine_cancel(e);
    engine_stop(e);
    CHECK(cancel_fired(under_way));
    CHECK(cancel_fired(engine_cancel(e)));
    engine_free(e);
}

TEST(the_next_run_is_not_stopped) {
    engine *e = engine_new();
    engine_resume(e);
    cancel *first = engine_cancel(e);
    engine_resume(e);
    CHECK(engine_cancel(e) == first);
    engine_stop(e);
    engine_resume(e);
    CHECK(!cancel_fired(engine_cancel(e)));
    CHECK(cancel_fired(first)); // which calls of the first run still look at
    engine_stop(e);
    CHECK(cancel_fired(engine_cancel(e)));
    engine_free(e);
}

static void adopt(engine *e, const char *account_id, bool may_ask_account) {
    engine_settings settings = {.client = aws_client_new(config_kit("eu-west-1", false), NULL, clock_system(), "test"),
                                .default_tags = value_null(),
                                .ignored_keys = value_null(),
                                .ignored_prefixes = value_null(),
                                .account_id = account_id,
                                .may_ask_account = may_ask_account};
    engine_adopt(e, &settings);
}

TEST(a_plan_asks_nobody_once_the_account_is_known) {
    engine *e = engine_new();
    CHECK(engine_plans_alone(e)); // not configured: it asks nobody
    adopt(e, NULL, true);
    CHECK(!engine_plans_alone(e));
    adopt(e, NULL, false);
    CHECK(engine_plans_alone(e));
    adopt(e, "123456789012", true);
    CHECK(engine_plans_alone(e));
    engine_free(e);
}
