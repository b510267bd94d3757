// The functions of the expression language; spec.h says what each does.
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "aws/encoding.h"
#include "aws/partition.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/utf8.h"
#include "engine/expr_function.h"
#include "engine/go_regex.h"
#include "engine/ip_protocol.h"
#include "engine/plan_check.h"

enum { MAX_TEXT = 16 << 20 };

FUNCTION(concat) {
    value *out = value_list_new(s->arena);
    for (size_t i = 0; i < count; i++) {
        if (is_list(args[i])) {
            for (size_t j = 0; j < value_count(args[i]); j++) {
                value_push(s->arena, out, value_item(args[i], j));
            }
        } else if (!value_is_null(args[i])) {
            value_push(s->arena, out, args[i]);
        }
    }
    return out;
}
DEFINE(concat);

FUNCTION(flatten) {
    const value *lists = arg(args, count, 0);
    value *out = value_list_new(s->arena);
    for (size_t i = 0; is_list(lists) && i < value_count(lists); i++) {
        const value *inner = value_item(lists, i);
        for (size_t j = 0; is_list(inner) && j < value_count(inner); j++) {
            value_push(s->arena, out, value_item(inner, j));
        }
    }
    return out;
}
DEFINE(flatten);

LAZY(coalesce) {
    const value *v = value_null();
    for (size_t i = 0; i < count; i++) {
        v = expr_eval(s, &args[i]);
        if (!value_is_empty(v)) {
            break;
        }
    }
    return v;
}
DEFINE_LAZY(coalesce);

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

// A set is kept in canonical order, so it sorts; duplicates are kept by going back over the list.
FUNCTION(sort) {
    const value *list = arg(args, count, 0);
    value *distinct = value_set_new(s->arena);
    value *out = value_list_new(s->arena);
    for (size_t i = 0; i < value_count(list); i++) {
        value_push(s->arena, distinct, value_item(list, i));
    }
    for (size_t d = 0; d < value_count(distinct); d++) {
        for (size_t i = 0; i < value_count(list); i++) {
            if (value_equal(value_item(list, i), value_item(distinct, d))) {
                value_push(s->arena, out, value_item(list, i));
            }
        }
    }
    return out;
}
DEFINE(sort);

static bool is_map(const value *v) {
    return v->kind == VALUE_MAP || v->kind == VALUE_OBJECT;
}

FUNCTION(keys) {
    const value *map = arg(args, count, 0);
    value *out = value_list_new(s->arena);
    for (size_t i = 0; is_map(map) && i < map->map.count; i++) {
        value_push(s->arena, out, value_string(s->arena, map->map.entries[i].key));
    }
    return out;
}
DEFINE(keys);

FUNCTION(values) {
    const value *map = arg(args, count, 0);
    value *out = value_list_new(s->arena);
    for (size_t i = 0; is_map(map) && i < map->map.count; i++) {
        value_push(s->arena, out, map->map.entries[i].value);
    }
    return out;
}
DEFINE(values);

static const value *entries_of(arena *a, const value *map) {
    value *list = value_list_new(a);
    for (size_t i = 0; i < map->map.count; i++) {
        value *entry = value_object_new(a);
        value_put_static(a, entry, "key", value_string(a, map->map.entries[i].key));
        value_put_static(a, entry, "value", map->map.entries[i].value);
        value_push(a, list, entry);
    }
    return list;
}

static const value *each_item(const expr_scope *s, const expr *args, size_t count, bool filter) {
    if (count < 2) {
        return value_null();
    }
    const value *list = expr_eval(s, &args[0]);
    if (is_map(list)) {
        list = entries_of(s->arena, list);
    }
    if (!is_list(list)) {
        return list;
    }
    value *out = value_list_new(s->arena);
    expr_scope inner = *s;
    inner.outer = s->item;
    for (size_t i = 0; i < value_count(list); i++) {
        inner.item = value_item(list, i);
        const value *v = expr_eval(&inner, &args[1]);
        if (!filter && !value_is_null(v)) {
            value_push(s->arena, out, v);
        } else if (filter && value_bool_or(v, false)) {
            value_push(s->arena, out, inner.item);
        }
    }
    return out;
}

LAZY(map) {
    return each_item(s, args, count, false);
}
DEFINE_LAZY(map);

LAZY(where) {
    return each_item(s, args, count, true);
}
DEFINE_LAZY(where);

LAZY(greatest) {
    const value *list = count < 2 ? value_null() : expr_eval(s, &args[0]);
    const value *best = value_null();
    const value *most = NULL;
    expr_scope inner = *s;
    inner.outer = s->item;
    for (size_t i = 0; is_list(list) && i < value_count(list); i++) {
        inner.item = value_item(list, i);
        const value *v = expr_eval(&inner, &args[1]);
        if (most == NULL || value_cmp(v, most) > 0) {
            best = inner.item;
            most = v;
        }
    }
    return best;
}
DEFINE_LAZY(greatest);

LAZY(if) {
    if (count < 2) {
        return value_null();
    }
    const value *condition = expr_eval(s, &args[0]);
    if (value_is_unknown(condition)) {
        return condition;
    }
    if (value_bool_or(condition, false)) {
        return expr_eval(s, &args[1]);
    }
    return count > 2 ? expr_eval(s, &args[2]) : value_null();
}
DEFINE_LAZY(if);

FUNCTION(eq) {
    (void)s;
    return value_bool(value_equal(arg(args, count, 0), arg(args, count, 1)));
}
DEFINE(eq);

FUNCTION(less) {
    (void)s;
    double a = 0;
    double b = 0;
    bool numbers = value_to_double(arg(args, count, 0), &a) && value_to_double(arg(args, count, 1), &b);
    return value_bool(numbers && a < b);
}
DEFINE(less);

FUNCTION(not ) {
    (void)s;
    return value_bool(!value_bool_or(arg(args, count, 0), false));
}
DEFINE(not );

static const value *all_or_any(const expr_scope *s, const expr *args, size_t count, bool decisive) {
    bool unknown = false;
    for (size_t i = 0; i < count; i++) {
        const value *v = expr_eval(s, &args[i]);
        if (value_is_unknown(v)) {
            unknown = true;
        } else if (value_bool_or(v, false) == decisive) {
            return value_bool(decisive);
        }
    }
    return unknown ? value_unknown() : value_bool(!decisive);
}

LAZY(and) {
    return all_or_any(s, args, count, false);
}
DEFINE_LAZY(and);

LAZY(or) {
    return all_or_any(s, args, count, true);
}
DEFINE_LAZY(or);

FUNCTION(empty) {
    (void)s;
    return value_bool(value_is_empty(arg(args, count, 0)));
}
DEFINE(empty);

FUNCTION(count) {
    return value_int(s->arena, (int64_t)value_count(arg(args, count, 0)));
}
DEFINE(count);

FUNCTION(json) {
    const value *v = arg(args, count, 0);
    return value_is_null(v) ? v : value_string(s->arena, json_text(s->arena, v));
}
DEFINE(json);

FUNCTION(from_json) {
    const value *parsed = NULL;
    const char *message = NULL;
    if (!value_is_known_string(arg(args, count, 0)) || !json_parse(s->arena, value_str(args[0]), &parsed, &message)) {
        return value_null();
    }
    return parsed;
}
DEFINE(from_json);

FUNCTION(has_prefix) {
    (void)s;
    return value_bool(value_is_known_string(arg(args, count, 0)) &&
                      str_has_prefix(value_str(args[0]), value_text(arg(args, count, 1))));
}
DEFINE(has_prefix);

FUNCTION(matches) {
    (void)s;
    regex_t re;
    if (!value_is_known_string(arg(args, count, 0)) ||
        regcomp(&re, value_text(arg(args, count, 1)), REG_EXTENDED | REG_NOSUB) != 0) {
        return value_bool(false);
    }
    bool found = regexec(&re, value_text(args[0]), 0, NULL, 0) == 0;
    regfree(&re);
    return value_bool(found);
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
    regex_t re;
    regmatch_t groups[GROUPS];
    int64_t n = value_int_or(arg(args, count, 2), 0);
    if (!value_is_known_string(arg(args, count, 0)) || n < 0 || n >= GROUPS ||
        regcomp(&re, value_text(arg(args, count, 1)), REG_EXTENDED) != 0) {
        return value_null();
    }
    const char *text = value_text(args[0]);
    bool found = regexec(&re, text, GROUPS, groups, 0) == 0 && groups[n].rm_so >= 0;
    regfree(&re);
    if (!found) {
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

static bool is_utf8(str text) {
    for (size_t i = 0; i < text.len;) {
        size_t step = utf8_step(text.ptr + i, text.len - i);
        if (step == 0) {
            return false;
        }
        i += step;
    }
    return true;
}

FUNCTION(base64_decode) {
    str bytes;
    return value_is_known_string(arg(args, count, 0)) && encoding_base64_decode(s->arena, value_str(args[0]), &bytes) &&
                   is_utf8(bytes)
               ? value_string(s->arena, bytes)
               : value_null();
}
DEFINE(base64_decode);

FUNCTION(sum) {
    int64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        if (__builtin_add_overflow(total, value_int_or(args[i], 0), &total)) {
            return value_null();
        }
    }
    return value_int(s->arena, total);
}
DEFINE(sum);

FUNCTION(mod) {
    int64_t a = value_int_or(arg(args, count, 0), -1);
    int64_t b = value_int_or(arg(args, count, 1), 0);
    return a < 0 || b <= 0 ? value_null() : value_int(s->arena, a % b);
}
DEFINE(mod);

FUNCTION(max) {
    const value *list = arg(args, count, 0);
    int64_t most = 0;
    for (size_t i = 0; i < value_count(list); i++) {
        const char *text = value_scalar_text(s->arena, value_item(list, i));
        int64_t next = text == NULL ? 0 : strtoll(text, NULL, 10); // no number: 0
        most = next > most ? next : most;
    }
    return value_int(s->arena, most);
}
DEFINE(max);

FUNCTION(merge) {
    value *out = value_map_new(s->arena);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; is_map(args[i]) && j < args[i]->map.count; j++) {
            value_put(s->arena, out, args[i]->map.entries[j].key, args[i]->map.entries[j].value);
        }
    }
    return out;
}
DEFINE(merge);

FUNCTION(from_pairs) {
    value *out = value_map_new(s->arena);
    const value *list = arg(args, count, 0);
    for (size_t i = 0; i < value_count(list); i++) {
        const value *key = value_get(value_item(list, i), "Key");
        const value *v = value_get(value_item(list, i), "Value");
        if (value_is_known_string(key)) {
            value_put(s->arena, out, value_str(key), v == NULL ? value_null() : v);
        }
    }
    return out;
}
DEFINE(from_pairs);

FUNCTION(first) {
    (void)s;
    const value *item = value_item(arg(args, count, 0), 0);
    return item == NULL ? value_null() : item;
}
DEFINE(first);

// No size, or one that is no number, is one list.
FUNCTION(chunks) {
    const value *list = arg(args, count, 0);
    int64_t size = value_int_or(arg(args, count, 1), 0);
    value *out = value_list_new(s->arena);
    value *chunk = NULL;
    for (size_t i = 0; is_list(list) && i < value_count(list); i++) {
        if (chunk == NULL || (size > 0 && value_count(chunk) == (size_t)size)) {
            chunk = value_list_new(s->arena);
            value_push(s->arena, out, chunk);
        }
        value_push(s->arena, chunk, value_item(list, i));
    }
    return out;
}
DEFINE(chunks);

FUNCTION(contains) {
    const value *list = arg(args, count, 0);
    const value *wanted = arg(args, count, 1);
    bool possible = false;
    for (size_t i = 0; i < value_count(list); i++) {
        const value *item = value_item(list, i);
        if (value_equal(item, wanted)) {
            return value_bool(true);
        }
        possible |= value_has_unknown(item) && plan_may_become(item, wanted);
    }
    return possible && !s->unknown_is_null ? value_unknown() : value_bool(false);
}
DEFINE(contains);

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
