// When a failed request is sent again, and after how long: the SDKs' "standard" mode. Private to aws/.
// Source: the AWS SDKs and Tools reference guide, "Retry behavior", as of 2026; a retry costs what it did before,
// because token_bucket_rate_limiter_capacity counts in that.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "aws/error.h"
#include "aws/http.h"
#include "base/clock.h"

typedef enum retry_kind {
    RETRY_NEVER,
    RETRY_TRANSIENT,   // the service stumbled: 500, 502, 503, 504, a request that timed out there
    RETRY_THROTTLED,   // the service asks for patience
    RETRY_UNREACHABLE, // no answer: refused, unknown host, timed out, cut short
} retry_kind;

// `transport_retryable` counts for AWS_ERROR_TRANSPORT alone.
retry_kind retry_classify(const aws_error *e, bool transport_retryable);

// How often such a request is sent at most. A host that never answered, and a code that may mean a quota as well as a
// rate, is told the user soon, however many attempts are configured.
int64_t retry_attempts(retry_kind kind, const aws_error *e, bool answered_before, int64_t configured);

// For how long, from the first attempt on that it left without an answer, a host is asked again that answered before.
enum { RETRY_UNREACHABLE_FOR_MS = 2 * 60 * 1000 };

// Full jitter over an interval that doubles from 50 ms (1 s where it was throttled, 500 ms where nobody answered) up to
// 20 s. x-amz-retry-after lengthens it, by 5 s at most; Retry-After, which proxies and gateways send, up to a minute.
// `retries` is how often it was sent again before; `response` may be NULL.
int64_t retry_delay_ms(const clock_source *clock, retry_kind kind, int64_t retries, const http_response *response);

// How long to wait for a state that others bring about (aws_call_options.retry_on): doubles from 0.1 s to 5 s, half of
// it jitter.
int64_t retry_wait_ms(const clock_source *clock, int64_t waits);

// Whether the error can mean that our clock is wrong, and the answer's date says so: then `*ret_offset_ms` is what to
// add to it.
bool retry_clock_skew(const aws_error *e, const http_response *response, int64_t wall_ms, int64_t *ret_offset_ms);

// The token bucket that keeps many callers from storming a service that is down. Threads may share it.
typedef struct retry_quota retry_quota;
retry_quota *retry_quota_new(int64_t capacity);
void retry_quota_free(retry_quota *q);
// Pays for a retry. False when nothing is left.
bool retry_quota_take(retry_quota *q, retry_kind kind);
// After a success: gives back what the last retry of that call cost, or one token when it had none (RETRY_NEVER).
void retry_quota_give(retry_quota *q, retry_kind last);
// What is in it: for tests.
int64_t retry_quota_left(retry_quota *q);
