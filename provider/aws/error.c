#include "aws/error.h"

#include <string.h>

#include "base/buf.h"

enum { ERROR_TEXT_MAX = 1024 * 1024 };

bool aws_error_is(const aws_error *e, const char *code, const char *message_part) {
    if (e == NULL || e->code == NULL || code == NULL || strcmp(e->code, code) != 0) {
        return false;
    }
    return message_part == NULL || (e->message != NULL && strstr(e->message, message_part) != NULL);
}

static bool has_text(const char *text) {
    return text != NULL && text[0] != '\0';
}

const char *aws_error_text(arena *a, const aws_error *e) {
    buf out = buf_make(ERROR_TEXT_MAX);
    if (has_text(e->service)) {
        buf_puts(&out, e->service);
    }
    if (has_text(e->operation)) {
        buf_printf(&out, "%s%s", out.len > 0 ? " " : "", e->operation);
    }
    if (out.len > 0) {
        buf_puts(&out, ": ");
    }
    if (has_text(e->code)) {
        buf_printf(&out, "%s: ", e->code);
    }
    if (has_text(e->message)) {
        buf_puts(&out, e->message);
    }

    const char *separator = " (";
    if (e->http_status != 0) {
        buf_printf(&out, "%sHTTP %d", separator, e->http_status);
        separator = ", ";
    }
    if (has_text(e->request_id)) {
        buf_printf(&out, "%srequest id %s", separator, e->request_id);
        separator = ", ";
    }
    if (e->attempts > 1) {
        buf_printf(&out, "%s%d attempts", separator, e->attempts);
        separator = ", ";
    }
    if (separator[0] == ',') {
        buf_putc(&out, ')');
    }
    str text = buf_str(&out, a);
    buf_free(&out);
    return text.ptr;
}
