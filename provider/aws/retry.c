#include "aws/retry.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "aws/timestamp.h"
#include "base/fatal.h"

enum {
    COST_RETRY = 5,
    COST_UNREACHABLE = 10,
    COST_SUCCESS = 1,

    UNREACHABLE_ATTEMPTS = 3,
    QUOTA_CODE_ATTEMPTS = 5,

    TRANSIENT_BASE_MS = 50,
    UNREACHABLE_BASE_MS = 500,
    THROTTLED_BASE_MS = 1000,
    MAX_BACKOFF_MS = 20 * 1000,
    MAX_LONGER_MS = 5 * 1000, // by which AWS may lengthen it
    MAX_WISH_MS = 60 * 1000,  // longer wishes are cut: somebody is watching

    WAIT_BASE_MS = 100,
    WAIT_MAX_MS = 5 * 1000,

    SKEW_MIN_MS = 4 * 60 * 1000, // AWS accepts five minutes
};

// Stands for a rate in some services and for a quota in others.
static const char limit_exceeded[] = "LimitExceededException";

static bool is_one_of(const char *code, const char *const *codes) {
    for (size_t i = 0; codes[i] != NULL; i++) {
        if (strcmp(code, codes[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_transient(const aws_error *e) {
    static const char *const codes[] = {"RequestTimeout", "RequestTimeoutException", "InternalError", NULL};
    int status = e->http_status;
    return status == 500 || status == 502 || status == 503 || status == 504 || is_one_of(e->code, codes);
}

retry_kind retry_classify(const aws_error *e, bool transport_retryable) {
    // A 2xx that could not be read may have done its work: sending it again would do it twice.
    bool answered = e->kind == AWS_ERROR_SERVICE || (e->kind == AWS_ERROR_RESPONSE && e->http_status >= 300);
    if (e->kind == AWS_ERROR_TRANSPORT) {
        return transport_retryable ? RETRY_UNREACHABLE : RETRY_NEVER;
    }
    if (!answered) {
        return RETRY_NEVER;
    }
    if (aws_error_is_throttling(e)) {
        return RETRY_THROTTLED;
    }
    return is_transient(e) ? RETRY_TRANSIENT : RETRY_NEVER;
}

int64_t retry_attempts(retry_kind kind, const aws_error *e, bool answered_before, int64_t configured) {
    int64_t most = configured;
    if (kind == RETRY_NEVER) {
        most = 1;
    } else if (kind == RETRY_UNREACHABLE && !answered_before) {
        most = UNREACHABLE_ATTEMPTS;
    } else if (strcmp(e->code, limit_exceeded) == 0) {
        most = QUOTA_CODE_ATTEMPTS;
    }
    return most < configured ? most : configured;
}

static int64_t doubled(int64_t base, int64_t times, int64_t most) {
    int64_t interval = base;
    for (int64_t i = 0; i < times && interval < most; i++) {
        interval *= 2;
    }
    return interval < most ? interval : most;
}

// A header of digits; -1 when it is not there or says something else.
static int64_t header_number(const http_response *response, const char *name) {
    const char *text = response == NULL ? NULL : http_header_get(response, name);
    int64_t n = 0;
    size_t len = text == NULL ? 0 : strlen(text);
    if (len == 0 || len > 9) {
        return -1;
    }
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        n = n * 10 + (text[i] - '0');
    }
    return n;
}

// A header that holds a time.
static bool header_time(const http_response *response, const char *name, int64_t *ret_ms) {
    const char *text = response == NULL ? NULL : http_header_get(response, name);
    return text != NULL && timestamp_parse(str_of(text), ret_ms);
}

// Retry-After in milliseconds: seconds, or a time, which counts from that of the answer. -1: none.
static int64_t retry_after_ms(const http_response *response) {
    int64_t seconds = header_number(response, "retry-after");
    int64_t then_ms;
    int64_t now_ms;
    if (seconds >= 0) {
        return seconds * 1000;
    }
    bool dated = header_time(response, "retry-after", &then_ms) && header_time(response, "date", &now_ms);
    return dated ? then_ms - now_ms : -1;
}

static int64_t at_most(int64_t value, int64_t most) {
    return value < most ? value : most;
}

int64_t retry_delay_ms(const clock_source *clock, retry_kind kind, int64_t retries, const http_response *response) {
    int64_t base = kind == RETRY_THROTTLED     ? THROTTLED_BASE_MS
                   : kind == RETRY_UNREACHABLE ? UNREACHABLE_BASE_MS
                                               : TRANSIENT_BASE_MS;
    int64_t delay = clock_jitter_ms(clock, doubled(base, retries, MAX_BACKOFF_MS));
    int64_t aws = header_number(response, "x-amz-retry-after"); // milliseconds
    int64_t wish = aws >= 0 ? at_most(aws, delay + MAX_LONGER_MS) : at_most(retry_after_ms(response), MAX_WISH_MS);
    return delay > wish ? delay : wish;
}

int64_t retry_wait_ms(const clock_source *clock, int64_t waits) {
    int64_t interval = doubled(WAIT_BASE_MS, waits, WAIT_MAX_MS);
    return interval / 2 + clock_jitter_ms(clock, interval / 2);
}

bool retry_clock_skew(const aws_error *e, const http_response *response, int64_t wall_ms, int64_t *ret_offset_ms) {
    static const char *const codes[] = {
        "RequestTimeTooSkewed",
        "RequestExpired",
        "RequestInTheFuture",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "AuthFailure",
        NULL,
    };
    int64_t server_ms = 0;
    if (e->kind != AWS_ERROR_SERVICE || !is_one_of(e->code, codes) || !header_time(response, "date", &server_ms)) {
        return false;
    }
    int64_t offset = server_ms - wall_ms;
    if (offset > -SKEW_MIN_MS && offset < SKEW_MIN_MS) {
        return false;
    }
    *ret_offset_ms = offset;
    return true;
}

struct retry_quota {
    pthread_mutex_t lock;
    int64_t capacity;
    int64_t tokens;
};

retry_quota *retry_quota_new(int64_t capacity) {
    retry_quota *q = calloc(1, sizeof *q);
    if (q == NULL) {
        fatal("out of memory");
    }
    pthread_mutex_init(&q->lock, NULL);
    q->capacity = capacity;
    q->tokens = capacity;
    return q;
}

void retry_quota_free(retry_quota *q) {
    if (q != NULL) {
        pthread_mutex_destroy(&q->lock);
        free(q);
    }
}

static int64_t cost_of(retry_kind kind) {
    return kind == RETRY_NEVER ? COST_SUCCESS : kind == RETRY_UNREACHABLE ? COST_UNREACHABLE : COST_RETRY;
}

bool retry_quota_take(retry_quota *q, retry_kind kind) {
    pthread_mutex_lock(&q->lock);
    bool enough = q->tokens >= cost_of(kind);
    if (enough) {
        q->tokens -= cost_of(kind);
    }
    pthread_mutex_unlock(&q->lock);
    return enough;
}

void retry_quota_give(retry_quota *q, retry_kind last) {
    pthread_mutex_lock(&q->lock);
    q->tokens += cost_of(last);
    if (q->tokens > q->capacity) {
        q->tokens = q->capacity;
    }
    pthread_mutex_unlock(&q->lock);
}

int64_t retry_quota_left(retry_quota *q) {
    pthread_mutex_lock(&q->lock);
    int64_t left = q->tokens;
    pthread_mutex_unlock(&q->lock);
    return left;
}
