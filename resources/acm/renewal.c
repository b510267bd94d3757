// What the spec of aws_acm_certificate cannot say: whether a certificate ends soon enough to be renewed, which takes
// today's date and a calendar.
#include "renewal.h"

#include <string.h>

#include "aws/timestamp.h"
#include "base/clock.h"
#include "engine/duration.h"
#include "engine/hook.h"

bool aws_acm_certificate_renewal(engine_op *op);

typedef struct span {
    int64_t months;
    int64_t ms;
} span;

enum { MS_PER_DAY = 24 * 3600 * 1000 };

static bool add_unit(span *s, char unit, bool of_a_day, int64_t n) {
    static const struct {
        char unit;
        bool of_a_day; // it stands behind the T
        int64_t months, ms;
    } UNITS[] = {{'Y', false, 12, 0},         {'M', false, 1, 0},      {'W', false, 0, 7 * MS_PER_DAY},
                 {'D', false, 0, MS_PER_DAY}, {'H', true, 0, 3600000}, {'M', true, 0, 60000},
                 {'S', true, 0, 1000}};
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        if (UNITS[i].unit == unit && UNITS[i].of_a_day == of_a_day) {
            s->months += UNITS[i].months * n;
            s->ms += UNITS[i].ms * n;
            return true;
        }
    }
    return false;
}

// As ISO 8601 has it, P1Y2M10DT2H30M, or as Go does, 2160h.
static bool span_parse(str text, span *ret) {
    enum { MOST = 1000 * 1000 }; // of a unit: far more than certificates live, and nothing overflows
    span s = {0};
    if (!str_has_prefix(text, "P")) {
        if (!duration_parse(text, &s.ms)) {
            return false;
        }
        *ret = s;
        return true;
    }
    str rest = str_from(text, 1);
    bool of_a_day = false;
    while (rest.len > 0) {
        if (rest.ptr[0] == 'T') {
            of_a_day = true;
            rest = str_from(rest, 1);
            continue;
        }
        int64_t n = 0;
        size_t digits = 0;
        for (; digits < rest.len && rest.ptr[digits] >= '0' && rest.ptr[digits] <= '9'; digits++) {
            n = n > MOST ? n : n * 10 + (rest.ptr[digits] - '0');
        }
        if (digits == 0 || digits == rest.len || n > MOST || !add_unit(&s, rest.ptr[digits], of_a_day, n)) {
            return false;
        }
        rest = str_from(rest, digits + 1);
    }
    *ret = s;
    return true;
}

// A day that the earlier month lacks is counted on into the next one.
static bool before(arena *a, int64_t moment_ms, span s, int64_t *ret_ms) {
    const char *text = timestamp_rfc3339(a, moment_ms);
    int64_t month_ms = 0;
    if (!timestamp_parse(str_of(arena_printf(a, "%.7s-01", text)), &month_ms)) {
        return false;
    }
    int64_t year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
    int64_t months = year * 12 + (text[5] - '0') * 10 + (text[6] - '0') - 1 - s.months;
    int64_t start_ms = 0;
    if (months < 0 || !timestamp_parse(str_of(arena_printf(a, "%04lld-%02lld-01", (long long)(months / 12),
                                                           (long long)(months % 12 + 1))),
                                       &start_ms)) {
        return false;
    }
    *ret_ms = start_ms + (moment_ms - month_ms) - s.ms;
    return true;
}

bool renewal_is_due(arena *a, const value *certificate, const value *early_renewal_duration) {
    const value *end = value_get(certificate, "not_after");
    if (!value_is_known_string(early_renewal_duration) || !value_is_known_string(end) ||
        strcmp(value_text(value_get(certificate, "renewal_eligibility")), "ELIGIBLE") != 0) {
        return false;
    }
    span early = {0};
    int64_t end_ms = 0;
    int64_t due_ms = 0;
    const clock_source *clock = clock_system();
    return span_parse(value_str(early_renewal_duration), &early) && timestamp_parse(value_str(end), &end_ms) &&
           before(a, end_ms, early, &due_ms) && clock->wall_ms(clock) > due_ms;
}

bool aws_acm_certificate_renewal(engine_op *op) {
    bool due = renewal_is_due(op->arena, op->fresh, value_get(op->fresh, "early_renewal_duration"));
    value_put_static(op->arena, op->fresh, "pending_renewal", value_bool(due));
    return true;
}
