// A number that fits int64 is one; any other has a canonical text, of which each number has exactly one: plain digits
// where that takes at most MAX_ZEROS zeros of padding (so every finite double is plain), else scientific ("1.5e1000").
#include "base/number.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_ZEROS = 400,
    // Past this a number is none: no computation could use it, and Terraform's own numbers end before (near
    // 1e646456993).
    MAX_EXPONENT = 1000000000,
    INTEGER_TEXT = 24, // "-9223372036854775808" and its NUL
};

// 0.DIGITS times ten to the `point`; no leading or trailing zeros in the digits, none at all for zero.
typedef struct decimal {
    bool negative;
    char *digits;
    size_t count;
    int64_t point;
} decimal;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// The exponent after an 'e'. One too large to matter is kept at a bound that stays too large whatever the digits are.
static bool parse_exponent(str text, int64_t *ret) {
    const int64_t bound = INT64_MAX / 4;
    bool negative = text.len > 0 && text.ptr[0] == '-';
    if (negative || (text.len > 0 && text.ptr[0] == '+')) {
        text = str_from(text, 1);
    }
    if (text.len == 0) {
        return false;
    }
    int64_t exponent = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i])) {
            return false;
        }
        exponent = exponent > bound / 10 ? bound : exponent * 10 + (text.ptr[i] - '0');
    }
    *ret = negative ? -exponent : exponent;
    return true;
}

// `digits` has room for the whole text.
static bool parse_decimal(str text, char *digits, decimal *ret) {
    decimal d = {.digits = digits};
    size_t i = 0;
    if (i < text.len && (text.ptr[i] == '-' || text.ptr[i] == '+')) {
        d.negative = text.ptr[i++] == '-';
    }
    bool any_digit = false;
    bool in_fraction = false;
    for (; i < text.len && (is_digit(text.ptr[i]) || (text.ptr[i] == '.' && !in_fraction)); i++) {
        char c = text.ptr[i];
        if (c == '.') {
            in_fraction = true;
            continue;
        }
        any_digit = true;
        bool significant = d.count > 0 || c != '0';
        if (significant) {
            digits[d.count++] = c;
        }
        if (in_fraction) {
            d.point -= !significant;
        } else {
            d.point += significant;
        }
    }
    if (!any_digit) {
        return false;
    }
    if (i < text.len) {
        int64_t exponent;
        if ((text.ptr[i] != 'e' && text.ptr[i] != 'E') || !parse_exponent(str_from(text, i + 1), &exponent)) {
            return false;
        }
        d.point += exponent;
    }
    while (d.count > 0 && digits[d.count - 1] == '0') {
        d.count--;
    }
    if (d.count == 0) {
        d = (decimal){.digits = digits};
    }
    *ret = d;
    return d.point >= -MAX_EXPONENT && d.point <= MAX_EXPONENT;
}

static bool decimal_to_integer(const decimal *d, int64_t *ret) {
    if (d->point > 19 || d->point < (int64_t)d->count) {
        return false;
    }
    uint64_t amount = 0; // 19 digits always fit
    for (int64_t i = 0; i < d->point; i++) {
        amount = amount * 10 + (uint64_t)(i < (int64_t)d->count ? d->digits[i] - '0' : 0);
    }
    if (amount > (uint64_t)INT64_MAX + d->negative) {
        return false;
    }
    *ret = d->negative ? (int64_t)-amount : (int64_t)amount;
    return true;
}

static str decimal_text(arena *a, const decimal *d) {
    int64_t count = (int64_t)d->count;
    bool is_plain = d->point >= -MAX_ZEROS && d->point <= count + MAX_ZEROS;
    int64_t whole = !is_plain ? 1 : d->point > 0 ? d->point : 0; // digits before the point
    int64_t own = whole < count ? whole : count;                 // of them, those that are no padding
    int64_t leading = is_plain && d->point < 0 ? -d->point : 0;  // zeros after the point

    enum { PUNCTUATION = 8 }; // sign, "0", ".", "e", and to spare
    size_t room = (size_t)(count + (whole - own) + leading) + PUNCTUATION + INTEGER_TEXT;
    char *text = arena_alloc(a, room);
    char *end = text;
    if (d->negative) {
        *end++ = '-';
    }
    memcpy(end, d->digits, (size_t)own);
    end += own;
    memset(end, '0', (size_t)(whole - own));
    end += whole - own;
    if (whole == 0) {
        *end++ = '0';
    }
    if (own < count) {
        *end++ = '.';
        memset(end, '0', (size_t)leading);
        end += leading;
        memcpy(end, d->digits + own, (size_t)(count - own));
        end += count - own;
    }
    if (!is_plain) {
        end += snprintf(end, INTEGER_TEXT, "e%" PRId64, d->point - 1);
    }
    return (str){.ptr = text, .len = (size_t)(end - text)};
}

const value *value_int(arena *a, int64_t n) {
    value *v = ARENA_NEW(a, value);
    v->kind = VALUE_NUMBER;
    v->number.is_integer = true;
    v->number.integer = n;
    return v;
}

bool value_number_parse(arena *a, str text, const value **ret) {
    decimal d;
    if (!parse_decimal(text, arena_alloc(a, text.len), &d)) {
        return false;
    }
    int64_t n;
    if (decimal_to_integer(&d, &n)) {
        *ret = value_int(a, n);
        return true;
    }
    value *v = ARENA_NEW(a, value);
    v->kind = VALUE_NUMBER;
    v->number.text = decimal_text(a, &d);
    *ret = v;
    return true;
}

const value *value_double(arena *a, double d) {
    enum { MOST_DIGITS = 17, DOUBLE_TEXT = 32 }; // 17 digits tell every double from its neighbours
    char text[DOUBLE_TEXT];
    if (!isfinite(d)) {
        return value_null();
    }
    for (int digits = 1; digits <= MOST_DIGITS; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, d);
        if (strtod(text, NULL) == d) {
            break;
        }
    }
    const value *v = value_null();
    value_number_parse(a, str_of(text), &v);
    return v;
}

bool value_to_double(const value *v, double *ret) {
    if (v == NULL || v->kind != VALUE_NUMBER) {
        return false;
    }
    double d = v->number.is_integer ? (double)v->number.integer : strtod(v->number.text.ptr, NULL);
    if (!isfinite(d)) {
        return false;
    }
    *ret = d;
    return true;
}

const char *value_scalar_text(arena *a, const value *v) {
    if (v == NULL) {
        return NULL;
    }
    switch (v->kind) {
    case VALUE_BOOL:
        return v->boolean ? "true" : "false";
    case VALUE_NUMBER:
        return v->number.is_integer ? arena_printf(a, "%" PRId64, v->number.integer) : v->number.text.ptr;
    case VALUE_STRING:
        return v->string.ptr;
    default:
        return NULL;
    }
}

// A canonical text read digit by digit, without memory.
typedef struct digit_reader {
    bool negative;
    int64_t point; // as in `decimal`; meaningless for zero
    bool is_zero;
    const char *next; // the first significant digit, and on; a '.' may stand between
} digit_reader;

static digit_reader read_canonical(const char *text) {
    digit_reader r = {.negative = *text == '-'};
    const char *first = text + r.negative;
    const char *exponent = strchr(first, 'e');
    r.point = (int64_t)strspn(first, "0123456789");
    if (*first == '0') {
        first++;
        r.point = 0;
        if (*first == '.') {
            size_t zeros = strspn(first + 1, "0");
            r.point = -(int64_t)zeros;
            first += 1 + zeros;
        }
    }
    if (exponent != NULL) {
        r.point += strtoll(exponent + 1, NULL, 10);
    }
    r.next = first;
    r.is_zero = *first == '\0';
    return r;
}

// The next digit, or -1 at the end.
static int next_digit(digit_reader *r) {
    if (*r->next == '.') {
        r->next++;
    }
    return is_digit(*r->next) ? *r->next++ - '0' : -1;
}

static int cmp_amount(digit_reader a, digit_reader b) {
    if (a.is_zero || b.is_zero) {
        return (int)b.is_zero - (int)a.is_zero;
    }
    if (a.point != b.point) {
        return a.point < b.point ? -1 : 1;
    }
    for (;;) {
        int x = next_digit(&a);
        int y = next_digit(&b);
        if (x < 0 && y < 0) {
            return 0;
        }
        // The end sorts before any digit: with the same point, a canonical text that goes on does so to a digit that
        // counts.
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
}

static const char *canonical_text(const value *v, char room[static INTEGER_TEXT]) {
    if (!v->number.is_integer) {
        return v->number.text.ptr;
    }
    snprintf(room, INTEGER_TEXT, "%" PRId64, v->number.integer);
    return room;
}

int number_cmp(const value *a, const value *b) {
    if (a->number.is_integer && b->number.is_integer) {
        return (a->number.integer > b->number.integer) - (a->number.integer < b->number.integer);
    }
    char room_a[INTEGER_TEXT];
    char room_b[INTEGER_TEXT];
    digit_reader x = read_canonical(canonical_text(a, room_a));
    digit_reader y = read_canonical(canonical_text(b, room_b));
    if (x.negative != y.negative) {
        return x.negative ? -1 : 1;
    }
    int order = cmp_amount(x, y);
    return x.negative ? -order : order;
}
