#include "aws/encoding.h"
#include "base/json.h"
#include "engine/duration.h"
#include "engine/spec.h"

bool format_json(arena *a, str text, const char **ret_message) {
    const value *document;
    const char *why;
    if (json_parse(a, text, &document, &why)) {
        return true;
    }
    *ret_message = arena_printf(a, "must be JSON: %s", why);
    return false;
}

bool format_policy(arena *a, str text, const char **ret_message) {
    const value *document;
    const char *why;
    if (!json_parse(a, text, &document, &why)) {
        *ret_message = arena_printf(a, "must be a policy document in JSON: %s", why);
        return false;
    }
    if (document->kind != VALUE_OBJECT) {
        *ret_message = "must be a policy document: a JSON object";
        return false;
    }
    return true;
}

bool format_iam_policy(arena *a, str text, const char **ret_message) {
    if (!format_policy(a, text, ret_message)) {
        return false;
    }
    const char *twice = json_repeated_key(a, text);
    if (twice != NULL) {
        *ret_message = arena_printf(a, "must be a policy document in which no key is there twice, as %s is", twice);
    }
    return twice == NULL;
}

// The next part up to a colon; `*text` goes on after it. False when there is no colon.
static bool next_part(str *text, str *ret) {
    size_t colon;
    if (!str_find(*text, ":", &colon)) {
        return false;
    }
    *ret = str_upto(*text, colon);
    *text = str_from(*text, colon + 1);
    return true;
}

static bool all_of(str text, const char *extra) {
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool known = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        for (const char *e = extra; *e != '\0' && !known; e++) {
            known = c == *e;
        }
        if (!known) {
            return false;
        }
    }
    return true;
}

bool format_arn(arena *a, str text, const char **ret_message) {
    (void)a;
    if (text.len == 0) { // the same as not set
        return true;
    }
    str rest = text;
    str arn, partition, service, region, account;
    bool ok = next_part(&rest, &arn) && next_part(&rest, &partition) && next_part(&rest, &service) &&
              next_part(&rest, &region) && next_part(&rest, &account) && rest.len > 0 && str_is(arn, "arn") &&
              str_has_prefix(partition, "aws") && all_of(partition, "-") && service.len > 0 && all_of(service, "-") &&
              all_of(region, "-") && all_of(account, "-.");
    if (!ok) {
        *ret_message = "must be an ARN, such as arn:aws:iam::123456789012:role/example";
    }
    return ok;
}

bool format_duration(arena *a, str text, const char **ret_message) {
    (void)a;
    int64_t ms;
    if (duration_parse(text, &ms)) {
        return true;
    }
    *ret_message = "must be a duration, such as 90s, 10m or 1h30m";
    return false;
}

// `count` digits at `at` that make a number between the two.
static bool digits(str text, size_t at, size_t count, int least, int most, int *ret) {
    int n = 0;
    if (at + count > text.len) {
        return false;
    }
    for (size_t i = at; i < at + count; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return false;
        }
        n = n * 10 + (text.ptr[i] - '0');
    }
    *ret = n;
    return n >= least && n <= most;
}

static bool is_at(str text, size_t at, const char *one_of) {
    for (const char *c = one_of; at < text.len && *c != '\0'; c++) {
        if (text.ptr[at] == *c) {
            return true;
        }
    }
    return false;
}

static bool is_date(str text) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year, month, day;
    if (!digits(text, 0, 4, 0, 9999, &year) || !is_at(text, 4, "-") || !digits(text, 5, 2, 1, 12, &month) ||
        !is_at(text, 7, "-") || !digits(text, 8, 2, 1, 31, &day)) {
        return false;
    }
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

// RFC 3339, section 5.6.
static bool is_timestamp(str text) {
    int n;
    if (!is_date(text) || !is_at(text, 10, "Tt") || !digits(text, 11, 2, 0, 23, &n) || !is_at(text, 13, ":") ||
        !digits(text, 14, 2, 0, 59, &n) || !is_at(text, 16, ":") || !digits(text, 17, 2, 0, 59, &n)) {
        return false;
    }
    size_t at = 19;
    if (is_at(text, at, ".")) {
        at++;
        if (!is_at(text, at, "0123456789")) {
            return false;
        }
        while (is_at(text, at, "0123456789")) {
            at++;
        }
    }
    if (is_at(text, at, "Zz")) {
        return at + 1 == text.len;
    }
    return is_at(text, at, "+-") && digits(text, at + 1, 2, 0, 23, &n) && is_at(text, at + 3, ":") &&
           digits(text, at + 4, 2, 0, 59, &n) && at + 6 == text.len;
}

bool format_timestamp(arena *a, str text, const char **ret_message) {
    (void)a;
    bool ok = is_timestamp(text);
    if (!ok) {
        *ret_message = "must be an RFC 3339 timestamp, such as 2006-01-02T15:04:05Z";
    }
    return ok;
}

bool format_base64(arena *a, str text, const char **ret_message) {
    str decoded;
    if (encoding_base64_decode(a, text, &decoded)) {
        return true;
    }
    *ret_message = "must be base64, as base64encode and filebase64 give it";
    return false;
}
