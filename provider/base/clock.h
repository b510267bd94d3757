// Time behind a vtable, so that tests script it.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/cancel.h"

typedef struct clock_source clock_source;
struct clock_source {
    int64_t (*monotonic_ms)(const clock_source *c);
    int64_t (*wall_ms)(const clock_source *c); // since the Unix epoch
    // True when `stop` fired before the time was over.
    bool (*sleep_ms)(const clock_source *c, cancel *stop, int64_t duration_ms);
    // A number from 0 to `most_ms`, both included, evenly drawn; NULL: from the kernel's random source.
    int64_t (*jitter_ms)(const clock_source *c, int64_t most_ms);
    void *data;
};

const clock_source *clock_system(void);
// How much of the longest wait it shall be, so that those who failed together do not come back together.
int64_t clock_jitter_ms(const clock_source *c, int64_t most_ms);
// The moment of CLOCK_MONOTONIC that is so far ahead, as waits for a condition want it; none is in the past.
struct timespec clock_moment_in(int64_t duration_ms);
// A number in [0, bound), from the kernel's random source: jitter and generated names.
uint64_t random_below(uint64_t bound);
