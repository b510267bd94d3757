#include "engine/go_regex.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "engine/spec.h"

enum { MAX_PATTERN = 64 << 10 };

typedef struct reader {
    const char *at;
    const char *end;
    buf out;
    int flags;
} reader;

static bool done(const reader *r) {
    return r->at == r->end;
}

static bool take(reader *r, const char *text) {
    size_t length = strlen(text);
    if ((size_t)(r->end - r->at) < length || memcmp(r->at, text, length) != 0) {
        return false;
    }
    r->at += length;
    return true;
}

static bool put_literal(reader *r, char c) {
    return (strchr("\\^$.|?*+()[]{}", c) == NULL || c == '\0' || buf_putc(&r->out, '\\')) && buf_putc(&r->out, c);
}

// What a class of one letter has in it, as inside of brackets; NULL: it is none.
static const char *class_of(char letter) {
    switch (letter) {
    case 'd':
        return "0-9";
    case 's':
        return "\t\n\f\r ";
    case 'w':
        return "0-9A-Za-z_";
    default:
        return NULL;
    }
}

// The character that an escape other than a class stands for; '\0': it is none that is known.
static char escaped(reader *r, char letter) {
    static const char letters[] = "aftnrv";
    static const char meant[] = "\a\f\t\n\r\v";
    const char *found = letter == '\0' ? NULL : strchr(letters, letter);
    if (found != NULL) {
        return meant[found - letters];
    }
    if (letter == 'x' && r->end - r->at >= 2 && isxdigit((unsigned char)r->at[0]) &&
        isxdigit((unsigned char)r->at[1])) {
        int value = 0;
        for (int i = 0; i < 2; i++) {
            char c = *r->at++;
            value = value * 16 + (isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10);
        }
        return value < 0x80 ? (char)value : '\0';
    }
    return ispunct((unsigned char)letter) ? letter : '\0';
}

// ---- in brackets ----

// POSIX knows no backslash there: what is special has its place instead, ] first, ^ not first, - last.
typedef struct bracket {
    buf members;
    bool negated, close, open, caret, dash;
} bracket;

static bool add_literal(bracket *b, char c, bool range) {
    if (!range) {
        b->close |= c == ']';
        b->open |= c == '[';
        b->caret |= c == '^';
        b->dash |= c == '-';
    }
    bool special = c == ']' || c == '[' || c == '^' || c == '-';
    return special ? !range : c != '\0' && buf_putc(&b->members, c);
}

static bool is_range(const reader *r) {
    return r->end - r->at >= 2 && r->at[0] == '-' && r->at[1] != ']';
}

// A character, or the first or last of a range.
static bool read_member(reader *r, bracket *b, bool range) {
    char c = *r->at++;
    if (c != '\\') {
        return add_literal(b, c, range || is_range(r));
    }
    if (done(r)) {
        return false;
    }
    char letter = *r->at++;
    const char *class = class_of(letter);
    if (class != NULL) {
        return !range && !is_range(r) && buf_puts(&b->members, class);
    }
    char literal = escaped(r, letter);
    return add_literal(b, literal, range || is_range(r));
}

static bool read_class_name(reader *r, bracket *b) {
    const char *end = r->at;
    while (end < r->end && *end != ']') {
        end++;
    }
    if (end == r->end || end == r->at || end[-1] != ':' || r->end - end < 2) {
        return false;
    }
    bool ok =
        buf_puts(&b->members, "[:") && buf_put(&b->members, r->at, (size_t)(end - r->at)) && buf_putc(&b->members, ']');
    r->at = end + 1;
    return ok;
}

static bool read_members(reader *r, bracket *b) {
    b->negated = take(r, "^");
    for (bool first = true;; first = false) {
        if (done(r)) {
            return false;
        }
        if (!first && take(r, "]")) {
            return true;
        }
        if (take(r, "[:")) {
            if (!read_class_name(r, b)) {
                return false;
            }
            continue;
        }
        if (!read_member(r, b, false)) {
            return false;
        }
        bool range = b->members.len > 0 && is_range(r);
        if (range && (!take(r, "-") || !buf_putc(&b->members, '-') || !read_member(r, b, true))) {
            return false;
        }
    }
}

static bool write_bracket(reader *r, const bracket *b) {
    bool only_caret = b->caret && !b->negated && !b->close && !b->open && !b->dash && b->members.len == 0;
    if (only_caret) {
        return buf_puts(&r->out, "\\^");
    }
    bool caret_first = b->caret && !b->negated && !b->close && !b->open && b->members.len == 0; // then with a dash
    return buf_puts(&r->out, b->negated ? "[^" : "[") && (!b->close || buf_putc(&r->out, ']')) &&
           buf_put(&r->out, b->members.ptr, b->members.len) && (!b->open || buf_putc(&r->out, '[')) &&
           (!caret_first || buf_putc(&r->out, '-')) && (!b->caret || buf_putc(&r->out, '^')) &&
           (!b->dash || caret_first || buf_putc(&r->out, '-')) && buf_putc(&r->out, ']');
}

static bool read_bracket(reader *r) {
    bracket b = {.members = buf_make(MAX_PATTERN)};
    bool ok = read_members(r, &b) && write_bracket(r, &b);
    buf_free(&b.members);
    return ok;
}

// ---- outside of them ----

static bool read_escape(reader *r) {
    if (done(r)) {
        return false;
    }
    char letter = *r->at++;
    const char *class = class_of((char)tolower((unsigned char)letter));
    if (class != NULL) {
        bool negated = isupper((unsigned char)letter);
        return buf_printf(&r->out, negated ? "[^%s]" : "[%s]", class);
    }
    switch (letter) {
    case 'A':
        return buf_putc(&r->out, '^');
    case 'z':
        return buf_putc(&r->out, '$');
    case 'b':
    case 'B':
        return buf_putc(&r->out, '\\') && buf_putc(&r->out, letter);
    case 'Q':
        while (!done(r) && !take(r, "\\E")) {
            if (!put_literal(r, *r->at++)) {
                return false;
            }
        }
        return true;
    default: {
        char literal = escaped(r, letter);
        return literal != '\0' && put_literal(r, literal);
    }
    }
}

// What is after "(?": a group without a number or with a name. Flags are told at the beginning only.
static bool read_group(reader *r) {
    if (take(r, ":")) {
        return true;
    }
    if (!take(r, "P<") && !take(r, "<")) {
        return false;
    }
    while (!done(r) && *r->at != '>') {
        r->at++;
    }
    return take(r, ">");
}

// A brace that says no number of times is a brace.
static bool is_repetition(const reader *r) {
    const char *at = r->at;
    const char *digits = at;
    while (at < r->end && isdigit((unsigned char)*at)) {
        at++;
    }
    bool counted = at > digits;
    if (at < r->end && *at == ',') {
        at++;
        while (at < r->end && isdigit((unsigned char)*at)) {
            at++;
        }
    }
    return counted && at < r->end && *at == '}';
}

// From behind its brace. How much is taken makes no difference to whether it matches, so a ? behind it is left out.
static bool read_repetition(reader *r) {
    bool ok = buf_putc(&r->out, '{');
    while (ok && !take(r, "}")) {
        ok = buf_putc(&r->out, *r->at++);
    }
    (void)take(r, "?");
    return ok && buf_putc(&r->out, '}');
}

static bool read_one(reader *r) {
    char c = *r->at++;
    switch (c) {
    case '\\':
        return read_escape(r);
    case '[':
        return read_bracket(r);
    case '(':
        return (!take(r, "?") || read_group(r)) && buf_putc(&r->out, '(');
    case '{':
        return is_repetition(r) ? read_repetition(r) : put_literal(r, '{');
    case '*':
    case '+':
    case '?': {
        bool ok = buf_putc(&r->out, c);
        (void)take(r, "?");
        return ok;
    }
    default:
        return c != '\0' && buf_putc(&r->out, c);
    }
}

static void read_flags(reader *r) {
    if (!take(r, "(?")) {
        return;
    }
    const char *at = r->at;
    while (at < r->end && strchr("imsU", *at) != NULL && *at != '\0') {
        r->flags |= *at == 'i' ? REG_ICASE : 0;
        at++;
    }
    bool are_flags = at > r->at && at < r->end && *at == ')';
    r->at = are_flags ? at + 1 : r->at - 2;
    r->flags = are_flags ? r->flags : REG_EXTENDED | REG_NOSUB;
}

bool go_regex_compile(arena *a, str pattern, regex_t *ret) {
    reader r = {.at = pattern.ptr,
                .end = pattern.ptr + pattern.len,
                .out = buf_make(MAX_PATTERN),
                .flags = REG_EXTENDED | REG_NOSUB};
    read_flags(&r);
    bool ok = true;
    while (ok && !done(&r)) {
        ok = read_one(&r);
    }
    const char *posix = ok ? buf_str(&r.out, a).ptr : NULL;
    buf_free(&r.out);
    return ok && regcomp(ret, posix, r.flags) == 0;
}

bool format_regex(arena *a, str text, const char **ret_message) {
    regex_t re;
    if (!go_regex_compile(a, text, &re)) {
        *ret_message = "must be a regular expression, without classes of Unicode and flags within";
        return false;
    }
    regfree(&re);
    return true;
}
