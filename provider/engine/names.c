#include "engine/names.h"

#include <inttypes.h>
#include <pthread.h>
#include <time.h>

enum { SUFFIX_LENGTH = 26 };

// One counter for the process: names made within the same tenth of a millisecond still differ.
static pthread_mutex_t counter_lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t counter;

static const char *unique_suffix(arena *a) {
    pthread_mutex_lock(&counter_lock);
    uint32_t count = ++counter;
    // Within the lock, so that later names sort after earlier ones.
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    pthread_mutex_unlock(&counter_lock);
    struct tm utc;
    gmtime_r(&now.tv_sec, &utc);
    return arena_printf(a, "%04d%02d%02d%02d%02d%02d%04ld%08" PRIx32, utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                        utc.tm_hour, utc.tm_min, utc.tm_sec, now.tv_nsec / 100000, count);
}

const char *engine_generate_name(arena *a, const spec_name *name, const value *planned) {
    const value *given = value_get(planned, name->name);
    if (value_is_known_string(given) && given->string.len > 0) {
        return value_text(given);
    }
    str prefix = name->prefix == NULL ? STR("") : value_str(value_get(planned, name->prefix));
    str start = prefix.len > 0 ? prefix : str_of(name->generated);
    if (start.ptr == NULL || start.len == 0) {
        return NULL;
    }
    if (name->max_length > SUFFIX_LENGTH) {
        start = str_upto(start, (size_t)name->max_length - SUFFIX_LENGTH);
    }
    return arena_printf(a, "%.*s%s", (int)start.len, start.ptr, unique_suffix(a));
}
