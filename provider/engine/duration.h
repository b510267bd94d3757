// Go's duration texts ("1h30m", "90s", "1.5h"), as timeouts and durations in configurations are written.
#pragma once

#include <stdint.h>

#include "base/str.h"

// False, and `*ret_ms` untouched, when the text is no duration or is beyond what fits.
bool duration_parse(str text, int64_t *ret_ms);
