#include "aws/call.h"

#include <stdlib.h>
#include <string.h>

#include "aws/client_internal.h"
#include "base/fatal.h"
#include "base/log.h"

enum {
    CONNECT_TIMEOUT_MS = 10 * 1000,
    STALL_TIMEOUT_MS = 60 * 1000,
    MIN_TIMEOUT_MS = 1000,
    MAX_UNREAD_ANSWER = 64 * 1024, // of which nothing is read but whether it is an error
};

aws_client *aws_client_new(aws_config *config, const http_transport *transport, const clock_source *clock,
                           const char *user_agent) {
    aws_client *c = calloc(1, sizeof *c);
    char *agent = strdup(user_agent == NULL ? "" : user_agent);
    if (c == NULL || agent == NULL) {
        fatal("out of memory");
    }
    c->config = config;
    c->own_transport = transport == NULL ? http_curl_new(aws_config_http(config)) : NULL;
    c->transport = transport == NULL ? c->own_transport : transport;
    c->clock = clock;
    c->user_agent = agent;
    c->quota = retry_quota_new(aws_config_token_bucket_capacity(config));
    c->credentials = aws_credentials_new(c);
    c->keys = sigv4_keys_new();
    c->regions = s3_regions_new();
    c->reached = reached_new();
    c->limits = aws_config_adaptive(config) ? rate_limits_new() : NULL;
    return c;
}

void aws_client_free(aws_client *c) {
    if (c == NULL) {
        return;
    }
    if (c->own_transport != NULL) {
        c->own_transport->free(c->own_transport);
    }
    retry_quota_free(c->quota);
    aws_credentials_free(c->credentials);
    sigv4_keys_free(c->keys);
    s3_regions_free(c->regions);
    reached_free(c->reached);
    rate_limits_free(c->limits);
    aws_config_free(c->config);
    free(c->user_agent);
    free(c);
}

aws_config *aws_client_own_config(aws_client *c) {
    return c->config;
}

const aws_config *aws_client_config(const aws_client *c) {
    return c->config;
}

const clock_source *aws_client_clock(const aws_client *c) {
    return c->clock;
}

const http_transport *aws_client_transport(const aws_client *c) {
    return c->transport;
}

int64_t aws_client_wall_ms(const aws_client *c) {
    return c->clock->wall_ms(c->clock) + atomic_load(&c->clock_offset_ms);
}

int64_t aws_client_retry_tokens(const aws_client *c) {
    return retry_quota_left(c->quota);
}

int64_t call_now_ms(const call *k) {
    return k->client->clock->monotonic_ms(k->client->clock);
}

int64_t call_signing_ms(const call *k) {
    return k->client->clock->wall_ms(k->client->clock) + k->clock_offset_ms;
}

static aws_error make_error(const call *k, aws_error_kind kind, const char *message) {
    return (aws_error){
        .kind = kind,
        .code = "",
        .message = message,
        .service = k->op->service->sdk_id,
        .operation = k->op->name,
        .endpoint = k->endpoint_name == NULL ? "" : k->endpoint_name,
        .request_id = "",
        .attempts = k->attempts,
    };
}

bool call_fail(const call *k, aws_error_kind kind, const char *message, const aws_error **ret_error) {
    aws_error e = make_error(k, kind, message);
    *ret_error = aws_error_copy(k->a, &e);
    return false;
}

static int64_t bounded_timeout(const call *k, int64_t timeout_ms) {
    if (k->options->deadline_ms == 0) {
        return timeout_ms;
    }
    int64_t left = k->options->deadline_ms - call_now_ms(k);
    left = left < MIN_TIMEOUT_MS ? MIN_TIMEOUT_MS : left;
    return left < timeout_ms ? left : timeout_ms;
}

static void log_attempt(const call *k, arena *a, const outcome *o) {
    if (!log_enabled(LOG_DEBUG)) {
        return;
    }
    LOG(LOG_DEBUG, "AWS API call", "aws_service", k->op->service->sdk_id, "aws_operation", k->op->name, "aws_endpoint",
        k->endpoint_name, "attempt", arena_printf(a, "%d", k->attempts), "http_status",
        o->answered ? arena_printf(a, "%d", o->response.status) : NULL, "aws_request_id",
        o->answered ? protocol_request_id(&o->response) : NULL, "error_code", o->ok ? NULL : o->error->code,
        "duration_ms", arena_printf(a, "%lld", (long long)(call_now_ms(k) - k->attempt_ms)));
}

// An answer that began with a success and broke off. What was asked for may be done: sent again, it would be done
// twice.
static void break_off(const call *k, arena *a, const char *transport_message, outcome *o) {
    const char *message = arena_printf(a, "the answer of %s broke off, so that it may have done what it was asked: %s",
                                       k->endpoint_name, transport_message);
    aws_error e = make_error(k, AWS_ERROR_RESPONSE, message);
    e.http_status = o->response.status;
    e.broken_off = true;
    o->error = aws_error_copy(k->a, &e);
}

// What the transport or the service made of one request: fills the outcome's error or output.
static void read_answer(const call *k, arena *a, bool sent, const char *transport_message, outcome *o) {
    if (!sent && o->response.status >= 200 && o->response.status < 300 && !api_operation_repeats(k->op)) {
        break_off(k, a, transport_message, o);
        return;
    }
    if (!sent) {
        bool stopped = cancel_fired(k->options->stop);
        const char *message = stopped ? "the provider was stopped"
                                      : arena_printf(a, "no answer from %s: %s", k->endpoint_name, transport_message);
        aws_error e = make_error(k, stopped ? AWS_ERROR_CANCELLED : AWS_ERROR_TRANSPORT, message);
        o->error = aws_error_copy(k->a, &e);
        return;
    }
    o->answered = true;
    reached_add(k->client->reached, k->endpoint_name);
    if (protocol_is_error(k->op, &o->response)) {
        aws_error e = make_error(k, AWS_ERROR_SERVICE, "");
        protocol_error(a, k->op, &o->response, k->endpoint_name, &e);
        e.message = call_hide(k, a, e.message);
        if (e.http_status >= 200 && e.http_status < 300) {
            e.http_status = 500; // an error document that came with 200 is the service stumbling
        }
        o->error = aws_error_copy(k->a, &e);
        return;
    }
    const char *message = NULL;
    if (!protocol_parse(a, k->op, &o->response, k->endpoint_name, &o->output, &message)) {
        aws_error e = make_error(k, AWS_ERROR_RESPONSE, message);
        e.http_status = o->response.status;
        e.request_id = protocol_request_id(&o->response);
        o->error = aws_error_copy(k->a, &e);
        return;
    }
    o->ok = true;
}

static void attempt(call *k, arena *a, outcome *o) {
    protocol_headers headers = {0};
    if (!call_sign(k, a, &headers, &o->error)) {
        return;
    }
    bool reads = api_operation_reads(k->op);
    http_request request = {
        .method = k->op->http_method,
        .url = k->url,
        .headers = headers.items,
        .header_count = headers.count,
        .body = k->request.body,
        .file = k->request.file,
        .stop_in_sending = k->options->stop, // nothing was done yet: S3 keeps no part of an upload
        .connect_timeout_ms = bounded_timeout(k, CONNECT_TIMEOUT_MS),
        .stall_timeout_ms = reads ? bounded_timeout(k, STALL_TIMEOUT_MS) : STALL_TIMEOUT_MS,
        .max_response = PROTOCOL_MAX_RESPONSE,
        .keep_response = protocol_reads_body(k->op) ? 0 : MAX_UNREAD_ANSWER,
    };
    const char *message = "";
    k->attempt_ms = call_now_ms(k);
    k->attempts++;
    // A write whose answer nobody hears may have made something that no state knows: neither a stop nor the caller's
    // deadline cuts it off.
    cancel *stop = reads ? k->options->stop : NULL;
    bool sent = k->client->transport->send(k->client->transport, a, stop, &request, &o->response, &message,
                                           &o->transport_retryable);
    read_answer(k, a, sent, message, o);
    log_attempt(k, a, o);
}

// How long the request has to wait for its turn, in adaptive mode.
static int64_t turn_ms(const call *k) {
    if (k->client->limits == NULL) {
        return 0;
    }
    return rate_limits_take(k->client->limits, k->op->service->id, k->endpoint.signing_region, call_now_ms(k));
}

static void tell_limits(const call *k, const outcome *o) {
    if (k->client->limits != NULL && k->attempts > 0) {
        bool throttled = !o->ok && retry_classify(o->error, o->transport_retryable) == RETRY_THROTTLED;
        rate_limits_answered(k->client->limits, k->op->service->id, k->endpoint.signing_region, call_now_ms(k),
                             throttled);
    }
}

static bool sleep_ms(const call *k, int64_t delay_ms) {
    const clock_source *clock = k->client->clock;
    return delay_ms <= 0 || !clock->sleep_ms(clock, k->options->stop, delay_ms);
}

static bool run(call *k, const value **ret_output, const aws_error **ret_error) {
    for (;;) {
        if (cancel_fired(k->options->stop)) {
            return call_fail(k, AWS_ERROR_CANCELLED, "the provider was stopped", ret_error);
        }
        if (k->attempts == 0 && k->options->deadline_ms != 0 && call_now_ms(k) >= k->options->deadline_ms) {
            return call_fail(k, AWS_ERROR_TIMEOUT, "the time for the operation was over before the request", ret_error);
        }
        if (!sleep_ms(k, turn_ms(k))) {
            return call_fail(k, AWS_ERROR_CANCELLED, "the provider was stopped", ret_error);
        }
        // An attempt's memory goes before the next one comes.
        arena *attempt_arena = arena_child(k->a);
        outcome o = {0};
        attempt(k, attempt_arena, &o);
        tell_limits(k, &o);
        if (o.ok) {
            *ret_output = value_deep_copy(k->a, o.output);
            retry_quota_give(k->client->quota, k->paid);
            if (k->request.bucket != NULL && !s3_region_follows(k->op)) {
                s3_regions_forget(k->client->regions, k->request.bucket);
            }
            arena_free(attempt_arena);
            return true;
        }
        int64_t delay_ms = 0;
        bool again = call_plan_next(k, &o, &delay_ms);
        arena_free(attempt_arena);
        if (!again) {
            *ret_error = o.error;
            return false;
        }
        if (!sleep_ms(k, delay_ms)) {
            return call_fail(k, AWS_ERROR_CANCELLED, "the provider was stopped", ret_error);
        }
    }
}

bool aws_call(aws_client *c, const api_operation *op, const value *input, const aws_call_options *options,
              const value **ret_output, const aws_error **ret_error) {
    call k = {.client = c, .op = op, .options = options, .a = options->arena};
    k.started_ms = call_now_ms(&k);
    return call_prepare(&k, input, ret_error) && run(&k, ret_output, ret_error);
}
