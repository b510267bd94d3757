#include "base/clock.h"

#include <stddef.h>
#include <unistd.h>

#include "base/fatal.h"

static int64_t now_ms(clockid_t id) {
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t system_monotonic_ms(const clock_source *c) {
    (void)c;
    return now_ms(CLOCK_MONOTONIC);
}

static int64_t system_wall_ms(const clock_source *c) {
    (void)c;
    return now_ms(CLOCK_REALTIME);
}

static bool system_sleep_ms(const clock_source *c, cancel *stop, int64_t duration_ms) {
    (void)c;
    return cancel_sleep(stop, duration_ms);
}

const clock_source *clock_system(void) {
    static const clock_source source = {
        .monotonic_ms = system_monotonic_ms,
        .wall_ms = system_wall_ms,
        .sleep_ms = system_sleep_ms,
    };
    return &source;
}

int64_t clock_jitter_ms(const clock_source *c, int64_t most_ms) {
    return c->jitter_ms != NULL ? c->jitter_ms(c, most_ms) : (int64_t)random_below((uint64_t)most_ms + 1);
}

struct timespec clock_moment_in(int64_t duration_ms) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    if (duration_ms > 0) {
        at.tv_sec += (time_t)(duration_ms / 1000);
        at.tv_nsec += (long)(duration_ms % 1000) * 1000000;
        at.tv_sec += at.tv_nsec / 1000000000;
        at.tv_nsec %= 1000000000;
    }
    return at;
}

uint64_t random_below(uint64_t bound) {
    if (bound == 0) {
        return 0;
    }
    // Numbers under 2^64 mod bound are drawn again, so that each remainder is as likely as the next.
    uint64_t uneven = -bound % bound;
    uint64_t drawn;
    do {
        if (getentropy(&drawn, sizeof drawn) != 0) {
            fatal("the kernel gives no random numbers");
        }
    } while (drawn < uneven);
    return drawn % bound;
}
