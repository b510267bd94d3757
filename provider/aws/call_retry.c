#include "aws/call.h"

#include <string.h>

#include "base/log.h"

enum { RETRY_ON_MS = 2 * 60 * 1000 }; // how long passing errors are waited for when the caller sets no deadline

static bool is_passing(const call *k, const aws_error *e) {
    for (size_t i = 0; i < k->options->retry_on_count; i++) {
        if (aws_error_is(e, k->options->retry_on[i].code, k->options->retry_on[i].message_part)) {
            return true;
        }
    }
    return false;
}

// For an error that the caller expects to pass. False when its time is over.
static bool plan_wait(call *k, int64_t *ret_delay_ms) {
    int64_t deadline = k->options->deadline_ms != 0 ? k->options->deadline_ms : k->started_ms + RETRY_ON_MS;
    int64_t left = deadline - call_now_ms(k);
    int64_t delay = retry_wait_ms(k->client->clock, k->waits++);
    k->retries = 0;
    k->kind = RETRY_NEVER;
    *ret_delay_ms = delay < left ? delay : left;
    return left > 0;
}

// For the errors that standard mode retries. False when it is not to be sent again.
static bool plan_retry(call *k, const outcome *o, int64_t *ret_delay_ms) {
    retry_kind kind = retry_classify(o->error, o->transport_retryable);
    int64_t configured = aws_config_max_attempts(k->client->config);
    int64_t kind_retries = kind == k->kind ? k->kind_retries : 0;
    bool answered_before = kind == RETRY_UNREACHABLE && reached_has(k->client->reached, k->endpoint_name);
    k->silent_ms = kind == k->kind ? k->silent_ms : k->attempt_ms;
    if (kind == RETRY_NEVER || k->retries + 1 >= configured ||
        kind_retries + 1 >= retry_attempts(kind, o->error, answered_before, configured) ||
        (kind == RETRY_UNREACHABLE && call_now_ms(k) - k->silent_ms > RETRY_UNREACHABLE_FOR_MS)) {
        return false;
    }
    int64_t delay = retry_delay_ms(k->client->clock, kind, kind_retries, o->answered ? &o->response : NULL);
    if (k->options->deadline_ms != 0 && call_now_ms(k) + delay >= k->options->deadline_ms) {
        return false;
    }
    bool paid = retry_quota_take(k->client->quota, kind);
    // Throttling is the service's word that it lives and takes the request later: no reason to give up.
    if (!paid && kind != RETRY_THROTTLED) {
        return false;
    }
    k->paid = paid ? kind : RETRY_NEVER;
    k->kind = kind;
    k->kind_retries = kind_retries + 1;
    k->retries++;
    *ret_delay_ms = delay;
    return true;
}

// Sets our clock by the service's, once a call. True when the request is worth sending again at once.
static bool correct_clock(call *k, const outcome *o) {
    int64_t offset = 0;
    if (k->skew_corrected || !o->answered || !retry_clock_skew(o->error, &o->response, call_signing_ms(k), &offset)) {
        return false;
    }
    k->skew_corrected = true;
    atomic_store(&k->client->clock_offset_ms, k->clock_offset_ms + offset);
    LOG(LOG_WARN, "The clock of this machine differs from AWS's by minutes: requests are signed with AWS's time");
    return true;
}

// Once a call: credentials that have expired before their time, or that AWS took back, are renewed. True when the
// request is worth sending again at once.
static bool renew_credentials(call *k, const outcome *o) {
    static const char *const codes[] = {"ExpiredToken", "ExpiredTokenException", "RequestExpired",
                                        "TokenRefreshRequired"};
    bool expired = false;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        expired = expired || aws_error_is(o->error, codes[i], NULL);
    }
    if (!expired || k->credentials_renewed || k->op->unauthenticated || k->options->credentials != NULL) {
        return false;
    }
    k->credentials_renewed = true;
    return aws_credentials_refuse(k->client->credentials, k->credentials_number);
}

// Once a call: to the region of the bucket, which later calls for it go to at once. True when the request is worth
// sending again at once.
static bool change_region(call *k, const outcome *o) {
    if (k->redirected || k->request.bucket == NULL || !o->answered || !s3_region_follows(k->op)) {
        return false;
    }
    const char *region = s3_region_of_answer(k->a, o->error, &o->response);
    const aws_error *ignored = NULL;
    if (region == NULL || strcmp(region, k->endpoint.signing_region) == 0) {
        return false;
    }
    k->redirected = true;
    if (!call_move(k, region, &ignored)) {
        return false; // what S3 said is told
    }
    s3_regions_put(k->client->regions, k->request.bucket, region);
    return true;
}

bool call_plan_next(call *k, const outcome *o, int64_t *ret_delay_ms) {
    *ret_delay_ms = 0;
    if (correct_clock(k, o) || renew_credentials(k, o) || change_region(k, o)) {
        return true;
    }
    if (is_passing(k, o->error)) {
        return plan_wait(k, ret_delay_ms);
    }
    return plan_retry(k, o, ret_delay_ms);
}
