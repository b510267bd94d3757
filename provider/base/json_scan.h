// The first pass over a JSON document, between json.c and cJSON.
#pragma once

#include "base/buf.h"
#include "base/value.h"

// What cJSON cannot do is done here: it turns numbers into doubles, takes malformed ones, control characters and
// invalid UTF-8, ends strings at \u0000, and does not say where it failed. So this pass checks the whole grammar and
// keeps the numbers, exact; the text it leaves for cJSON holds in place of each number its place in `numbers`.
typedef struct json_scan {
    buf text;
    const value **numbers;
    size_t number_count;
    size_t number_cap;
} json_scan;

// Scans one document. False with `*ret_message` when it is not one that json_parse takes. `*ret` is set and to be
// released with json_scan_free only when it is true. Numbers live in the arena.
bool json_scan_text(arena *a, str text, json_scan *ret, const char **ret_message);
void json_scan_free(json_scan *scan);
