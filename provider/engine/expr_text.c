// The functions of the expression language that are about texts; spec.h says what each does.
#include <string.h>
#include <zlib.h>

#include "aws/encoding.h"
#include "aws/partition.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "engine/expr_function.h"
#include "engine/go_regex.h"
#include "engine/ip_protocol.h"
#include "engine/pattern.h"

enum { MAX_TEXT = 16 << 20 };

FUNCTION(join) {
    const value *list = arg(args, count, 1);
    if (!is_list(list)) {
        return value_null();
    }
    buf text = buf_make(MAX_TEXT);
    for (size_t i = 0; i < value_count(list); i++) {
        const char *part = value_scalar_text(s->arena, value_item(list, i));
        if (i > 0) {
            buf_put_str(&text, value_str(args[0]));
        }
        buf_puts(&text, part == NULL ? "" : part);
    }
    const value *result = value_string(s->arena, buf_str(&text, s->arena));
    buf_free(&text);
    return result;
}
DEFINE(join);

FUNCTION(split) {
    if (!value_is_known_string(arg(args, count, 0))) {
        return value_null();
    }
    str rest = value_str(args[0]);
    const char *separator = value_text(arg(args, count, 1));
    value *parts = value_list_new(s->arena);
    size_t at = 0;
    while (separator[0] != '\0' && str_find(rest, separator, &at)) {
        value_push(s->arena, parts, value_string(s->arena, str_upto(rest, at)));
        rest = str_from(rest, at + strlen(separator));
    }
    value_push(s->arena, parts, value_string(s->arena, rest));
    if (count < 3) {
        return parts;
    }
    int64_t index = value_int_or(args[2], 0);
    index = index < 0 ? index + (int64_t)value_count(parts) : index;
    const value *part = index < 0 ? NULL : value_item(parts, (size_t)index);
    return part == NULL ? value_null() : part;
}
DEFINE(split);

FUNCTION(trim_prefix) {
    const char *prefix = value_text(arg(args, count, 1));
    if (!value_is_known_string(arg(args, count, 0)) || !str_has_prefix(value_str(args[0]), prefix)) {
        return arg(args, count, 0);
    }
    return value_string(s->arena, str_from(value_str(args[0]), strlen(prefix)));
}
DEFINE(trim_prefix);

FUNCTION(trim_suffix) {
    const char *suffix = value_text(arg(args, count, 1));
    if (!value_is_known_string(arg(args, count, 0)) || !str_has_suffix(value_str(args[0]), suffix)) {
        return arg(args, count, 0);
    }
    str text = value_str(args[0]);
    return value_string(s->arena, str_upto(text, text.len - strlen(suffix)));
}
DEFINE(trim_suffix);

FUNCTION(replace) {
    const char *from = value_text(arg(args, count, 1));
    if (!value_is_known_string(arg(args, count, 0)) || from[0] == '\0') {
        return arg(args, count, 0);
    }
    buf text = buf_make(MAX_TEXT);
    str rest = value_str(args[0]);
    size_t at = 0;
    while (str_find(rest, from, &at)) {
        buf_put_str(&text, str_upto(rest, at));
        buf_put_str(&text, value_str(arg(args, count, 2)));
        rest = str_from(rest, at + strlen(from));
    }
    buf_put_str(&text, rest);
    const value *result = value_string(s->arena, buf_str(&text, s->arena));
    buf_free(&text);
    return result;
}
DEFINE(replace);

// ASCII only: what AWS folds are identifiers.
static const value *fold(const expr_scope *s, const value *v, char first, char last, int shift) {
    if (!value_is_known_string(v)) {
        return v;
    }
    str from = value_str(v);
    char *text = arena_strndup(s->arena, from.ptr, from.len);
    for (size_t i = 0; i < from.len; i++) {
        if (text[i] >= first && text[i] <= last) {
            text[i] = (char)(text[i] + shift);
        }
    }
    return value_string(s->arena, (str){.ptr = text, .len = from.len});
}

FUNCTION(lower) {
    return fold(s, arg(args, count, 0), 'A', 'Z', 'a' - 'A');
}
DEFINE(lower);

FUNCTION(upper) {
    return fold(s, arg(args, count, 0), 'a', 'z', 'A' - 'a');
}
DEFINE(upper);

FUNCTION(crc32) {
    if (!value_is_known_string(arg(args, count, 0))) {
        return value_null();
    }
    str text = value_str(args[0]);
    return value_stringf(s->arena, "%lu", crc32_z(0, (const unsigned char *)text.ptr, text.len));
}
DEFINE(crc32);

FUNCTION(has_prefix) {
    (void)s;
    return value_bool(value_is_known_string(arg(args, count, 0)) &&
                      str_has_prefix(value_str(args[0]), value_text(arg(args, count, 1))));
}
DEFINE(has_prefix);

FUNCTION(matches) {
    (void)s;
    if (!value_is_known_string(arg(args, count, 0))) {
        return value_bool(false);
    }
    const regex_t *re = pattern_compiled(value_text(arg(args, count, 1)), REG_NOSUB);
    return value_bool(re != NULL && regexec(re, value_text(args[0]), 0, NULL, 0) == 0);
}
DEFINE(matches);

FUNCTION(regex) {
    regex_t re;
    if (!value_is_known_string(arg(args, count, 0)) ||
        !go_regex_compile(s->arena, value_str(arg(args, count, 1)), &re)) {
        return value_bool(false);
    }
    bool found = regexec(&re, value_text(args[0]), 0, NULL, 0) == 0;
    regfree(&re);
    return value_bool(found);
}
DEFINE(regex);

FUNCTION(capture) {
    enum { GROUPS = 10 };
    regmatch_t groups[GROUPS];
    int64_t n = value_int_or(arg(args, count, 2), 0);
    if (!value_is_known_string(arg(args, count, 0)) || n < 0 || n >= GROUPS) {
        return value_null();
    }
    const char *text = value_text(args[0]);
    const regex_t *re = pattern_compiled(value_text(arg(args, count, 1)), 0);
    if (re == NULL || regexec(re, text, GROUPS, groups, 0) != 0 || groups[n].rm_so < 0) {
        return value_null();
    }
    size_t length = (size_t)(groups[n].rm_eo - groups[n].rm_so);
    return value_string(s->arena, (str){.ptr = text + groups[n].rm_so, .len = length});
}
DEFINE(capture);

static int hex_digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

FUNCTION(url_decode) {
    if (!value_is_known_string(arg(args, count, 0))) {
        return arg(args, count, 0);
    }
    str text = value_str(args[0]);
    char *out = arena_alloc(s->arena, text.len + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.len; i++) {
        int high = text.ptr[i] == '%' && i + 2 < text.len ? hex_digit(text.ptr[i + 1]) : -1;
        int low = high < 0 ? -1 : hex_digit(text.ptr[i + 2]);
        out[length++] = (char)(low < 0 ? text.ptr[i] : high * 16 + low);
        i += low < 0 ? 0 : 2;
    }
    return value_string(s->arena, (str){.ptr = out, .len = length});
}
DEFINE(url_decode);

FUNCTION(ip_protocol_number) {
    const value *given = arg(args, count, 0);
    int number = value_is_known_string(given) ? ip_protocol_number(value_str(given)) : IP_PROTOCOL_NONE;
    return number == IP_PROTOCOL_NONE ? value_null() : value_cstr(s->arena, arena_printf(s->arena, "%d", number));
}
DEFINE(ip_protocol_number);

FUNCTION(text) {
    return value_cstr(s->arena, value_scalar_text(s->arena, arg(args, count, 0)));
}
DEFINE(text);

FUNCTION(base64) {
    return value_is_known_string(arg(args, count, 0))
               ? value_string(s->arena, encoding_base64(s->arena, value_str(args[0])))
               : value_null();
}
DEFINE(base64);

FUNCTION(base64_once) {
    const value *text = arg(args, count, 0);
    str bytes;
    return value_is_known_string(text) && !encoding_base64_decode(s->arena, value_str(text), &bytes)
               ? value_string(s->arena, encoding_base64(s->arena, value_str(text)))
               : text;
}
DEFINE(base64_once);

FUNCTION(sha1) {
    const value *text = arg(args, count, 0);
    if (!value_is_known_string(text)) {
        return value_null();
    }
    str bytes;
    if (!encoding_base64_decode(s->arena, value_str(text), &bytes)) {
        bytes = value_str(text);
    }
    const char *digest = encoding_sha1(s->arena, bytes);
    return digest == NULL ? value_null() : value_cstr(s->arena, digest);
}
DEFINE(sha1);

FUNCTION(base64_decode) {
    str bytes;
    return value_is_known_string(arg(args, count, 0)) && encoding_base64_decode(s->arena, value_str(args[0]), &bytes) &&
                   utf8_is_valid(bytes.ptr, bytes.len)
               ? value_string(s->arena, bytes)
               : value_null();
}
DEFINE(base64_decode);

FUNCTION(region_name) {
    const value *region = arg(args, count, 0);
    return value_is_known_string(region) ? value_cstr(s->arena, aws_region_long_name(value_text(region)))
                                         : value_null();
}
DEFINE(region_name);

// A generated suffix is 26 characters: 18 digits of a time and 8 hexadecimal ones of a counter.
FUNCTION(name_prefix) {
    enum { DIGITS = 18, SUFFIX = 26 };
    str name = value_str(arg(args, count, 0));
    if (name.len <= SUFFIX) {
        return value_null();
    }
    const char *suffix = name.ptr + name.len - SUFFIX;
    for (size_t i = 0; i < SUFFIX; i++) {
        bool digit = suffix[i] >= '0' && suffix[i] <= '9';
        if (!digit && (i < DIGITS || suffix[i] < 'a' || suffix[i] > 'f')) {
            return value_null();
        }
    }
    return value_string(s->arena, str_upto(name, name.len - SUFFIX));
}
DEFINE(name_prefix);
