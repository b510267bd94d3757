#include "aws/timestamp.h"

#include <string.h>

enum { MS_PER_SECOND = 1000, SECONDS_PER_DAY = 86400 };

static const char month_names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
static const char day_names[] = "ThuFriSatSunMonTueWed"; // the epoch was a Thursday

typedef struct civil {
    int64_t year;
    int month; // 1..12
    int day;   // 1..31
    int hour;
    int minute;
    int second;
} civil;

// Days since the epoch. Counts years from March, so that the leap day ends a year and month lengths follow one formula.
static int64_t days_of_civil(int64_t year, int month, int day) {
    if (month <= 2) {
        year--;
    }
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t shifted_month = month > 2 ? month - 3 : month + 9;
    int64_t day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static civil civil_of_seconds(int64_t seconds) {
    int64_t days = seconds / SECONDS_PER_DAY;
    int64_t rest = seconds % SECONDS_PER_DAY;
    if (rest < 0) {
        rest += SECONDS_PER_DAY;
        days--;
    }
    int64_t shifted = days + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153;
    civil c = {
        .day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1),
        .month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9),
        .hour = (int)(rest / 3600),
        .minute = (int)(rest / 60 % 60),
        .second = (int)(rest % 60),
    };
    c.year = year_of_era + era * 400 + (c.month <= 2 ? 1 : 0);
    return c;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Takes exactly `count` digits from the front of `*s`.
static bool take_digits(str *s, size_t count, int *ret) {
    if (s->len < count) {
        return false;
    }
    int n = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_digit(s->ptr[i])) {
            return false;
        }
        n = n * 10 + (s->ptr[i] - '0');
    }
    *s = str_from(*s, count);
    *ret = n;
    return true;
}

static bool take_char(str *s, char c) {
    if (s->len == 0 || s->ptr[0] != c) {
        return false;
    }
    *s = str_from(*s, 1);
    return true;
}

static bool civil_to_ms(const civil *c, int64_t *ret_ms) {
    static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (c->month < 1 || c->month > 12 || c->day < 1 || c->hour > 23 || c->minute > 59 || c->second > 60) {
        return false;
    }
    bool leap = c->year % 4 == 0 && (c->year % 100 != 0 || c->year % 400 == 0);
    int last_day = month_days[c->month - 1] + (c->month == 2 && leap ? 1 : 0);
    if (c->day > last_day) {
        return false;
    }
    int64_t seconds =
        days_of_civil(c->year, c->month, c->day) * SECONDS_PER_DAY + c->hour * 3600 + c->minute * 60 + c->second;
    *ret_ms = seconds * MS_PER_SECOND;
    return true;
}

static int64_t take_milliseconds(str *s) {
    int64_t ms = 0;
    int64_t unit = 100;
    while (s->len > 0 && is_digit(s->ptr[0])) {
        ms += unit * (s->ptr[0] - '0');
        unit /= 10;
        *s = str_from(*s, 1);
    }
    return ms;
}

static bool parse_rfc3339(str text, int64_t *ret_ms) {
    civil c = {0};
    str s = text;
    int year = 0;
    if (!take_digits(&s, 4, &year) || !take_char(&s, '-') || !take_digits(&s, 2, &c.month) || !take_char(&s, '-') ||
        !take_digits(&s, 2, &c.day)) {
        return false;
    }
    c.year = year;
    int64_t ms = 0;
    if (s.len == 0) {
        return civil_to_ms(&c, ret_ms);
    }
    if (!take_char(&s, 'T') && !take_char(&s, 't') && !take_char(&s, ' ')) {
        return false;
    }
    if (!take_digits(&s, 2, &c.hour) || !take_char(&s, ':') || !take_digits(&s, 2, &c.minute) || !take_char(&s, ':') ||
        !take_digits(&s, 2, &c.second)) {
        return false;
    }
    int64_t fraction = 0;
    if (take_char(&s, '.')) {
        if (s.len == 0 || !is_digit(s.ptr[0])) {
            return false;
        }
        fraction = take_milliseconds(&s);
    }
    int64_t offset_minutes = 0;
    if (s.len > 0 && !take_char(&s, 'Z') && !take_char(&s, 'z')) {
        int sign = s.ptr[0] == '-' ? -1 : 1;
        int hours = 0;
        int minutes = 0;
        if ((!take_char(&s, '+') && !take_char(&s, '-')) || !take_digits(&s, 2, &hours)) {
            return false;
        }
        take_char(&s, ':');
        if (!take_digits(&s, 2, &minutes) || hours > 23 || minutes > 59) {
            return false;
        }
        offset_minutes = sign * (hours * 60 + minutes);
    }
    if (s.len != 0 || !civil_to_ms(&c, &ms)) {
        return false;
    }
    *ret_ms = ms + fraction - offset_minutes * 60 * MS_PER_SECOND;
    return true;
}

static bool parse_http_date(str text, int64_t *ret_ms) {
    size_t comma = 0;
    if (!str_find(text, ", ", &comma)) {
        return false;
    }
    str s = str_from(text, comma + 2);
    civil c = {0};
    int year = 0;
    if (!take_digits(&s, 2, &c.day) || !take_char(&s, ' ') || s.len < 3) {
        return false;
    }
    for (int month = 0; month < 12; month++) {
        if (memcmp(s.ptr, month_names + month * 3, 3) == 0) {
            c.month = month + 1;
        }
    }
    s = str_from(s, 3);
    if (!take_char(&s, ' ') || !take_digits(&s, 4, &year) || !take_char(&s, ' ') || !take_digits(&s, 2, &c.hour) ||
        !take_char(&s, ':') || !take_digits(&s, 2, &c.minute) || !take_char(&s, ':') ||
        !take_digits(&s, 2, &c.second) || !str_has_prefix(s, " ")) {
        return false;
    }
    str zone = str_trim(s);
    if (!str_is(zone, "GMT") && !str_is(zone, "UTC") && !str_is(zone, "+0000")) {
        return false;
    }
    c.year = year;
    return civil_to_ms(&c, ret_ms);
}

bool timestamp_parse(str text, int64_t *ret_ms) {
    str s = str_trim(text);
    return parse_rfc3339(s, ret_ms) || parse_http_date(s, ret_ms);
}

// Splits into whole seconds and 0..999 milliseconds, within the years that four digits can say.
static int64_t clamp_and_split(int64_t ms, int *ret_ms) {
    const int64_t first = -62167219200000;
    const int64_t last = 253402300799999;
    int64_t clamped = ms < first ? first : ms > last ? last : ms;
    int64_t rest = clamped % MS_PER_SECOND;
    if (rest < 0) {
        rest += MS_PER_SECOND;
    }
    *ret_ms = (int)rest;
    return (clamped - rest) / MS_PER_SECOND;
}

const char *timestamp_rfc3339(arena *a, int64_t ms) {
    int fraction = 0;
    civil c = civil_of_seconds(clamp_and_split(ms, &fraction));
    const char *tail = fraction == 0 ? "" : arena_printf(a, ".%03d", fraction);
    return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d%sZ", (int)c.year, c.month, c.day, c.hour, c.minute, c.second,
                        tail);
}

const char *timestamp_rfc822(arena *a, int64_t ms) {
    int fraction = 0;
    int64_t seconds = clamp_and_split(ms, &fraction);
    civil c = civil_of_seconds(seconds);
    int64_t days = days_of_civil(c.year, c.month, c.day);
    int64_t weekday = (days % 7 + 7) % 7;
    return arena_printf(a, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", day_names + weekday * 3, c.day,
                        month_names + (c.month - 1) * 3, (int)c.year, c.hour, c.minute, c.second);
}
