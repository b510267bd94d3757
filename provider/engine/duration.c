#include "engine/duration.h"

#include <math.h>
#include <stdlib.h>

static bool unit_ms(str *rest, double *ret) {
    static const struct {
        const char *name;
        double ms;
    } UNITS[] = {{"ns", 1e-6}, {"us", 1e-3}, {"\xc2\xb5s", 1e-3}, {"ms", 1}, {"s", 1e3}, {"m", 6e4}, {"h", 3.6e6}};
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        str name = str_of(UNITS[i].name);
        if (str_has_prefix(*rest, UNITS[i].name)) {
            *rest = str_from(*rest, name.len);
            *ret = UNITS[i].ms;
            return true;
        }
    }
    return false;
}

static bool number_part(str *rest, double *ret) {
    size_t len = 0;
    bool digits = false;
    bool point = false;
    for (; len < rest->len; len++) {
        char c = rest->ptr[len];
        if (c >= '0' && c <= '9') {
            digits = true;
        } else if (c == '.' && !point) {
            point = true;
        } else {
            break;
        }
    }
    if (!digits) {
        return false;
    }
    // strtod stops where the digits do: a unit follows, and "e" is none.
    *ret = strtod(rest->ptr, NULL);
    *rest = str_from(*rest, len);
    return true;
}

bool duration_parse(str text, int64_t *ret_ms) {
    const double most_ms = (double)(INT64_MAX / 1000000); // Go counts nanoseconds in 64 bits
    bool negative = str_has_prefix(text, "-");
    str rest = negative || str_has_prefix(text, "+") ? str_from(text, 1) : text;
    double total = 0;
    if (rest.len == 0) {
        return false;
    }
    if (str_is(rest, "0")) {
        *ret_ms = 0;
        return true;
    }
    while (rest.len > 0) {
        double number = 0;
        double ms = 0;
        if (!number_part(&rest, &number) || !unit_ms(&rest, &ms)) {
            return false;
        }
        total += number * ms;
    }
    if (!isfinite(total) || total > most_ms) {
        return false;
    }
    *ret_ms = (int64_t)(negative ? -total : total);
    return true;
}
