#include <inttypes.h>

#include "base/json.h"
#include "base/utf8.h"

static void write_text(buf *out, str s, bool escape_html) {
    buf_putc(out, '"');
    for (size_t at = 0; at < s.len && !out->failed;) {
        char escaped[JSON_ESCAPE_MAX];
        at += json_escape(s.ptr + at, s.len - at, escape_html, escaped);
        buf_puts(out, escaped);
    }
    buf_putc(out, '"');
}

static void write_sequence(buf *out, const value *v, bool escape_html) {
    buf_putc(out, '[');
    for (size_t i = 0; i < v->list.count && !out->failed; i++) {
        if (i > 0) {
            buf_putc(out, ',');
        }
        json_write(out, v->list.items[i], escape_html);
    }
    buf_putc(out, ']');
}

static void write_mapping(buf *out, const value *v, bool escape_html) {
    buf_putc(out, '{');
    for (size_t i = 0; i < v->map.count && !out->failed; i++) {
        if (i > 0) {
            buf_putc(out, ',');
        }
        write_text(out, v->map.entries[i].key, escape_html);
        buf_putc(out, ':');
        json_write(out, v->map.entries[i].value, escape_html);
    }
    buf_putc(out, '}');
}

bool json_write(buf *out, const value *v, bool escape_html) {
    switch (v == NULL ? VALUE_NULL : v->kind) {
    case VALUE_NULL:
    case VALUE_UNKNOWN:
        buf_puts(out, "null");
        break;
    case VALUE_BOOL:
        buf_puts(out, v->boolean ? "true" : "false");
        break;
    case VALUE_NUMBER:
        if (v->number.is_integer) {
            buf_printf(out, "%" PRId64, v->number.integer);
        } else {
            buf_put_str(out, v->number.text);
        }
        break;
    case VALUE_STRING:
        write_text(out, v->string, escape_html);
        break;
    case VALUE_LIST:
    case VALUE_SET:
        write_sequence(out, v, escape_html);
        break;
    case VALUE_MAP:
    case VALUE_OBJECT:
        write_mapping(out, v, escape_html);
        break;
    }
    return !out->failed;
}

str json_text(arena *a, const value *v) {
    buf out = buf_make(SIZE_MAX - 1); // a few times what the value takes in memory already
    json_write(&out, v, false);
    str text = buf_str(&out, a);
    buf_free(&out);
    return text;
}
