#include "base/clock.h"

#include <time.h>

#include "unit/test.h"

TEST(system_time) {
    const clock_source *c = clock_system();
    int64_t wall = c->wall_ms(c);
    CHECK(wall / 1000 >= (int64_t)time(NULL) - 5 && wall / 1000 <= (int64_t)time(NULL) + 5);
    int64_t start = c->monotonic_ms(c);
    CHECK(!c->sleep_ms(c, NULL, 20));
    CHECK(c->monotonic_ms(c) - start >= 19);
}

TEST(sleep_ends_when_stopped) {
    const clock_source *c = clock_system();
    cancel *stop = cancel_new();
    cancel_fire(stop);
    CHECK(c->sleep_ms(c, stop, 60000));
    cancel_free(stop);
}

TEST(random_numbers_stay_below) {
    CHECK_INT(random_below(0), 0);
    CHECK_INT(random_below(1), 0);
    int seen[7] = {0};
    for (int i = 0; i < 7000; i++) {
        uint64_t n = random_below(7);
        if (!CHECK(n < 7)) {
            return;
        }
        seen[n]++;
    }
    for (int i = 0; i < 7; i++) {
        CHECK(seen[i] > 700 && seen[i] < 1300); // ten standard deviations
    }
    CHECK(random_below(UINT64_MAX) != random_below(UINT64_MAX));
}

static int64_t ms_of(struct timespec at) {
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

TEST(a_moment_ahead) {
    const clock_source *clock = clock_system();
    static const int64_t durations[] = {0, 1, 999, 1000, 1001, 86400000};
    for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
        int64_t before = clock->monotonic_ms(clock) + durations[i];
        struct timespec at = clock_moment_in(durations[i]);
        int64_t after = clock->monotonic_ms(clock) + durations[i];
        CHECK(at.tv_nsec >= 0 && at.tv_nsec < 1000000000);
        CHECK(ms_of(at) >= before && ms_of(at) <= after);
    }
    CHECK(ms_of(clock_moment_in(-5000)) <= clock->monotonic_ms(clock));
    CHECK(ms_of(clock_moment_in(-5000)) > clock->monotonic_ms(clock) - 5000);
}
