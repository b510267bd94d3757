// The provider instance: what StopProvider stops, and for how long.
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

static const char *no_environment(const char *name) {
    (void)name;
    return NULL;
}

static void adopt(engine *e, const char *account_id, bool may_ask_account) {
    arena *a = arena_new();
    aws_config_input input = {.region = "eu-west-1",
                              .access_key = "AKID",
                              .secret_key = "never-seen",
                              .max_retries = 1,
                              .insecure = -1,
                              .use_fips_endpoint = -1,
                              .use_dualstack_endpoint = -1,
                              .s3_use_path_style = -1};
    aws_config *config = NULL;
    aws_config_problem problem = {0};
    CHECK(aws_config_load(&input, no_environment, a, &config, &problem));
    engine_settings settings = {.client = aws_client_new(config, NULL, clock_system(), "test"),
                                .default_tags = value_null(),
                                .ignored_keys = value_null(),
                                .ignored_prefixes = value_null(),
                                .account_id = account_id,
                                .may_ask_account = may_ask_account};
    engine_adopt(e, &settings);
    arena_free(a);
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
