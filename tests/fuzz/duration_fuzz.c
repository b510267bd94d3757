// engine/duration, aws/timestamp: texts out of configurations and answers.
#include "fuzz/fuzz.h"

#include "aws/timestamp.h"
#include "engine/duration.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { UNTOUCHED = -4711 };
    const int64_t year_0_ms = -62167219200000;
    const int64_t year_10000_ms = 253402300800000;
    arena *a = arena_new();
    str text = {.ptr = arena_strndup(a, (const char *)data, size), .len = size};
    int64_t ms = UNTOUCHED;
    if (duration_parse(text, &ms)) {
        // Go counts nanoseconds in 64 bits.
        FUZZ_CHECK(ms <= INT64_MAX / 1000000 && ms >= -(INT64_MAX / 1000000));
    } else {
        FUZZ_CHECK(ms == UNTOUCHED);
    }
    if (timestamp_parse(text, &ms)) {
        int64_t again = 0;
        FUZZ_CHECK(timestamp_parse(str_of(timestamp_rfc3339(a, ms)), &again));
        // An offset may lead out of the years that have four digits, where the text is the nearest that has.
        FUZZ_CHECK(again == ms || ms < year_0_ms || ms > year_10000_ms);
        (void)timestamp_rfc822(a, ms);
    }
    arena_free(a);
    return 0;
}
