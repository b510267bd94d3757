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

bool aws_error_is_throttling(const aws_error *e) {
    static const char *const codes[] = {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "TooManyRequestsException",
        "ProvisionedThroughputExceededException",
        "TransactionInProgressException",
        "RequestLimitExceeded",
        "BandwidthLimitExceeded",
        "SlowDown",
        "PriorRequestNotComplete",
        "EC2ThrottledException",
        "LimitExceededException",
        NULL,
    };
    bool throttled = e->http_status == 429;
    for (size_t i = 0; !throttled && codes[i] != NULL; i++) {
        throttled = strcmp(e->code, codes[i]) == 0;
    }
    return throttled;
}

static const char *copied(arena *a, const char *text) {
    return text == NULL ? "" : arena_strdup(a, text);
}

const aws_error *aws_error_copy(arena *a, const aws_error *e) {
    aws_error *copy = ARENA_NEW(a, aws_error);
    *copy = *e;
    copy->code = copied(a, e->code);
    copy->message = copied(a, e->message);
    copy->service = copied(a, e->service);
    copy->operation = copied(a, e->operation);
    copy->endpoint = copied(a, e->endpoint);
    copy->request_id = copied(a, e->request_id);
    return copy;
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
