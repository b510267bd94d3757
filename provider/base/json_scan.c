#include "base/json_scan.h"

#include <string.h>

#include "base/utf8.h"

typedef enum expectation {
    EXPECT_VALUE,
    EXPECT_VALUE_OR_END, // after '['
    EXPECT_KEY,          // after ',' in an object
    EXPECT_KEY_OR_END,   // after '{'
    EXPECT_COLON,
    EXPECT_COMMA_OR_END,
    EXPECT_NOTHING, // after the document
} expectation;

typedef struct scanner {
    arena *a;
    str text;
    size_t at;     // the next byte
    size_t copied; // how much of the text is in `result`
    json_scan result;
    expectation expects;
    size_t depth;
    bool in_object[VALUE_MAX_DEPTH];
    const char *message;
} scanner;

// Always false. The message names the place, never what stands there, which may be secret.
static bool fail_at(scanner *s, size_t at, const char *what) {
    size_t line = 1;
    size_t column = 1;
    for (size_t i = 0; i < at; i++) {
        unsigned char c = (unsigned char)s->text.ptr[i];
        if (c == '\n') {
            line++;
            column = 1;
        } else if ((c & 0xC0) != 0x80) { // characters, not bytes
            column++;
        }
    }
    s->message = arena_printf(s->a, "line %zu, column %zu: %s", line, column, what);
    return false;
}

static bool at_end(const scanner *s) {
    return s->at >= s->text.len;
}

// The next byte; NUL at the end, and a NUL in the text matches nothing that JSON has.
static char peek(const scanner *s) {
    return at_end(s) ? '\0' : s->text.ptr[s->at];
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool skip_digits(scanner *s) {
    size_t start = s->at;
    while (is_digit(peek(s))) {
        s->at++;
    }
    return s->at > start;
}

// Moves over a number as RFC 8259 writes them; false when it is not one.
static bool skip_number(scanner *s) {
    if (peek(s) == '-') {
        s->at++;
    }
    if (peek(s) == '0') {
        s->at++;
    } else if (!skip_digits(s)) {
        return false;
    }
    if (peek(s) == '.') {
        s->at++;
        if (!skip_digits(s)) {
            return false;
        }
    }
    if (peek(s) == 'e' || peek(s) == 'E') {
        s->at++;
        if (peek(s) == '+' || peek(s) == '-') {
            s->at++;
        }
        return skip_digits(s);
    }
    return true;
}

static void keep_number(scanner *s, const value *number) {
    json_scan *r = &s->result;
    if (r->number_count == r->number_cap) {
        enum { FIRST_CAP = 16 };
        size_t cap = r->number_cap == 0 ? FIRST_CAP : r->number_cap * 2;
        const value **grown = ARENA_ARRAY(s->a, const value *, cap);
        if (r->number_count > 0) {
            memcpy(grown, r->numbers, r->number_count * sizeof *grown);
        }
        r->numbers = grown;
        r->number_cap = cap;
    }
    r->numbers[r->number_count++] = number;
}

static void copy_to(scanner *s, size_t end) {
    buf_put(&s->result.text, s->text.ptr + s->copied, end - s->copied);
    s->copied = end;
}

static bool scan_number(scanner *s) {
    size_t start = s->at;
    const value *number;
    if (!skip_number(s)) {
        return fail_at(s, start, "malformed number");
    }
    if (!value_number_parse(s->a, (str){s->text.ptr + start, s->at - start}, &number)) {
        return fail_at(s, start, "number too large or too small");
    }
    copy_to(s, start);
    buf_printf(&s->result.text, "%zu", s->result.number_count);
    s->copied = s->at;
    keep_number(s, number);
    return true;
}

static bool scan_hex4(scanner *s, unsigned *ret) {
    unsigned code = 0;
    for (int i = 0; i < 4; i++, s->at++) {
        char c = peek(s);
        if (is_digit(c)) {
            code = code << 4 | (unsigned)(c - '0');
        } else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
            code = code << 4 | (unsigned)((c | 0x20) - 'a' + 10);
        } else {
            return false;
        }
    }
    *ret = code;
    return true;
}

// At a backslash.
static bool scan_escape(scanner *s) {
    size_t start = s->at++;
    char kind = peek(s);
    if (kind != 'u') {
        s->at++;
        return (kind != '\0' && strchr("\"\\/bfnrt", kind) != NULL) || fail_at(s, start, "unknown escape in a string");
    }
    s->at++;
    unsigned code;
    if (!scan_hex4(s, &code)) {
        return fail_at(s, start, "\\u without four hexadecimal digits");
    }
    if (code == 0) {
        return fail_at(s, start, "a string holds \\u0000, which is not supported");
    }
    if (code < 0xD800 || code > 0xDFFF) {
        return true;
    }
    unsigned low = 0;
    bool is_pair = code < 0xDC00 && peek(s) == '\\' && s->at + 1 < s->text.len && s->text.ptr[s->at + 1] == 'u';
    if (is_pair) {
        s->at += 2;
        is_pair = scan_hex4(s, &low) && low >= 0xDC00 && low <= 0xDFFF;
    }
    return is_pair || fail_at(s, start, "half of a surrogate pair in a string");
}

// At a quote.
static bool scan_string(scanner *s) {
    s->at++;
    for (;;) {
        s->at += utf8_plain_ascii(s->text.ptr + s->at, s->text.len - s->at);
        if (at_end(s)) {
            break;
        }
        char c = peek(s);
        if (c == '"') {
            s->at++;
            return true;
        }
        if ((unsigned char)c < 0x20) {
            return fail_at(s, s->at, "control character in a string");
        }
        if (c == '\\') {
            if (!scan_escape(s)) {
                return false;
            }
            continue;
        }
        size_t length = utf8_step(s->text.ptr + s->at, s->text.len - s->at);
        if (length == 0) {
            return fail_at(s, s->at, "invalid UTF-8");
        }
        s->at += length;
    }
    return fail_at(s, s->at, "the text ends inside a string");
}

// A value is complete; what may follow depends on where it stands.
static bool finish_value(scanner *s) {
    s->expects = s->depth == 0 ? EXPECT_NOTHING : EXPECT_COMMA_OR_END;
    return true;
}

static bool open_container(scanner *s, bool is_object) {
    if (s->depth == VALUE_MAX_DEPTH) {
        return fail_at(s, s->at, arena_printf(s->a, "nested deeper than %d levels", VALUE_MAX_DEPTH));
    }
    s->in_object[s->depth++] = is_object;
    s->expects = is_object ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
    s->at++;
    return true;
}

static bool close_container(scanner *s) {
    s->depth--;
    s->at++;
    return finish_value(s);
}

static bool scan_value(scanner *s, const char *expected) {
    static const char *const words[] = {"true", "false", "null"};
    char c = peek(s);
    if (c == '{' || c == '[') {
        return open_container(s, c == '{');
    }
    if (c == '"') {
        return scan_string(s) && finish_value(s);
    }
    if (c == '-' || is_digit(c)) {
        return scan_number(s) && finish_value(s);
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_has_prefix(str_from(s->text, s->at), words[i])) {
            s->at += strlen(words[i]);
            return finish_value(s);
        }
    }
    return fail_at(s, s->at, expected);
}

static bool scan_key(scanner *s, const char *expected) {
    if (peek(s) != '"') {
        return fail_at(s, s->at, expected);
    }
    s->expects = EXPECT_COLON;
    return scan_string(s);
}

static bool scan_comma_or_end(scanner *s) {
    bool is_object = s->in_object[s->depth - 1];
    if (peek(s) == (is_object ? '}' : ']')) {
        return close_container(s);
    }
    if (peek(s) != ',') {
        return fail_at(s, s->at, is_object ? "expected ',' or '}'" : "expected ',' or ']'");
    }
    s->at++;
    s->expects = is_object ? EXPECT_KEY : EXPECT_VALUE;
    return true;
}

// One token, or one place where a token is missing.
static bool scan_token(scanner *s) {
    switch (s->expects) {
    case EXPECT_VALUE:
        return scan_value(s, "expected a value");
    case EXPECT_VALUE_OR_END:
        return peek(s) == ']' ? close_container(s) : scan_value(s, "expected a value or ']'");
    case EXPECT_KEY:
        return scan_key(s, "expected a key in quotes");
    case EXPECT_KEY_OR_END:
        return peek(s) == '}' ? close_container(s) : scan_key(s, "expected a key in quotes or '}'");
    case EXPECT_COLON:
        if (peek(s) != ':') {
            return fail_at(s, s->at, "expected ':'");
        }
        s->at++;
        s->expects = EXPECT_VALUE;
        return true;
    case EXPECT_COMMA_OR_END:
        return scan_comma_or_end(s);
    case EXPECT_NOTHING:
        return fail_at(s, s->at, "text after the end of the document");
    }
    return false;
}

static void skip_space(scanner *s) {
    for (char c = peek(s); c == ' ' || c == '\t' || c == '\r' || c == '\n'; c = peek(s)) {
        s->at++;
    }
}

static bool scan_document(scanner *s) {
    for (skip_space(s); !at_end(s); skip_space(s)) {
        if (!scan_token(s)) {
            return false;
        }
    }
    if (s->expects != EXPECT_NOTHING) {
        return fail_at(s, s->at, s->text.len == 0 ? "the text is empty" : "the text ends too early");
    }
    copy_to(s, s->text.len);
    return true;
}

bool json_scan_text(arena *a, str text, json_scan *ret, const char **ret_message) {
    scanner s = {.a = a, .text = str_from(text, 0)};
    // Putting a number's place for it makes the text longer: one byte by up to 19.
    size_t max;
    if (__builtin_mul_overflow(text.len, 20, &max)) {
        max = SIZE_MAX - 1;
    }
    s.result.text = buf_make(max);
    if (!scan_document(&s)) {
        json_scan_free(&s.result);
        *ret_message = s.message;
        return false;
    }
    *ret = s.result;
    return true;
}

void json_scan_free(json_scan *scan) {
    buf_free(&scan->text);
}
