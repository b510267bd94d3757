// The provider instance: what StopProvider stops, and for how long.
#include "test.h"

#include "engine/engine.h"

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
