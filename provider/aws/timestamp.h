// Moments as AWS writes them: milliseconds since the Unix epoch, and the text forms that the protocols use. UTC
// throughout.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

// Reads RFC 3339 ("2024-01-02T03:04:05.678Z", with an offset, or without a zone and then UTC; a date alone is midnight)
// or HTTP's date ("Tue, 02 Jan 2024 03:04:05 GMT"). False on anything else. Digits past the millisecond are dropped.
bool timestamp_parse(str text, int64_t *ret_ms);

// "2024-01-02T03:04:05Z", with ".678" only where the milliseconds are not zero. Years outside 0..9999 are clamped.
const char *timestamp_rfc3339(arena *a, int64_t ms);
// "Tue, 02 Jan 2024 03:04:05 GMT".
const char *timestamp_rfc822(arena *a, int64_t ms);
