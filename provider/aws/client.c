#include "aws/client.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "aws/client_internal.h"
#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "aws/http.h"
#include "aws/protocol.h"
#include "aws/rate_limit.h"
#include "aws/retry.h"
#include "base/fatal.h"
#include "base/log.h"

enum {
    CONNECT_TIMEOUT_MS = 10 * 1000,
    STALL_TIMEOUT_MS = 60 * 1000,
    MIN_TIMEOUT_MS = 1000,
    RETRY_ON_MS = 2 * 60 * 1000, // how long passing errors are waited for when the caller sets no deadline
};

struct aws_client {
    aws_config *config;
    const http_transport *transport;
    http_transport *own_transport; // the same, when it is ours to free
    const clock_source *clock;
    char *user_agent;
    retry_quota *quota;
    aws_credentials *credentials;
    rate_limits *limits;             // adaptive mode; else NULL
    _Atomic int64_t clock_offset_ms; // what a service said our clock is behind
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

// One aws_call under way.
typedef struct call {
    aws_client *client;
    const api_operation *op;
    const aws_call_options *options;
    arena *a; // the caller's
    aws_endpoint endpoint;
    const char *endpoint_name; // scheme and host: for messages
    const char *url;
    const char *host;
    const char *path;
    protocol_request request;
    const http_header *headers; // those of the request and the client's own, before signing
    size_t header_count;

    int attempts;
    int64_t retries;      // by the standard rules, since the last error that the caller takes as passing
    int64_t kind_retries; // the last of them that were for the same kind of error
    retry_kind kind;
    retry_kind paid; // what the last retry cost
    int64_t waits;   // for retry_on
    int64_t started_ms;
    int64_t clock_offset_ms; // that the last attempt was signed with
    bool skew_corrected;
    uint64_t credentials_number; // what the last attempt was signed with
    bool credentials_renewed;
} call;

// What one attempt came to.
typedef struct outcome {
    bool ok;
    bool answered; // `response` is there
    bool transport_retryable;
    http_response response;
    const value *output;
    const aws_error *error;
} outcome;

static int64_t now_ms(const call *k) {
    return k->client->clock->monotonic_ms(k->client->clock);
}

// Our clock as it is, plus what the last attempt was signed with.
static int64_t signing_ms(const call *k) {
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

static bool fail(const call *k, aws_error_kind kind, const char *message, const aws_error **ret_error) {
    aws_error e = make_error(k, kind, message);
    *ret_error = aws_error_copy(k->a, &e);
    return false;
}

// Names that DNS and a certificate for *.s3.REGION.amazonaws.com can carry; a dot is another level, which TLS refuses.
static bool bucket_fits_host(const char *bucket, bool tls) {
    size_t len = strlen(bucket);
    if (len < 3 || len > 63 || bucket[0] == '-' || bucket[0] == '.' || bucket[len - 1] == '-' ||
        bucket[len - 1] == '.') {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        char ch = bucket[i];
        bool plain = (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch == '-';
        if (!plain && (ch != '.' || tls || bucket[i + 1] == '.')) {
            return false;
        }
    }
    return true;
}

// Whether names below the host can be expected to resolve: it is neither an address nor a bare name as localhost.
static bool host_takes_prefix(const char *host) {
    size_t name_len = strcspn(host, ":");
    bool dotted = memchr(host, '.', name_len) != NULL;
    return dotted && strspn(host, "0123456789.") < name_len && host[0] != '[';
}

// Puts the request's path behind the endpoint's, and for S3 the bucket into the host where that is possible.
static void place_request(call *k) {
    str url = str_of(k->endpoint.url);
    size_t scheme_len = 0;
    str_find(url, "://", &scheme_len);
    str rest = str_from(url, scheme_len + 3);
    size_t host_len = rest.len;
    str_find(rest, "/", &host_len);
    str base = str_from(rest, host_len);
    str authority = str_upto(rest, host_len);
    bool tls = str_has_prefix(url, "https:");

    const char *path = k->request.path;
    const char *prefix = "";
    const char *bucket = k->request.bucket;
    if (bucket != NULL && !aws_config_s3_path_style(k->client->config) && bucket_fits_host(bucket, tls) &&
        host_takes_prefix(k->endpoint.host)) {
        path = k->request.path_without_bucket;
        prefix = arena_printf(k->a, "%s.", bucket);
    }
    k->host = arena_printf(k->a, "%s%s", prefix, k->endpoint.host);
    k->path = arena_printf(k->a, "%.*s%s", (int)base.len, base.ptr, path);
    k->url = arena_printf(k->a, "%.*s://%s%.*s%s%s%s", (int)scheme_len, url.ptr, prefix, (int)authority.len,
                          authority.ptr, k->path, k->request.query[0] == '\0' ? "" : "?", k->request.query);
    k->endpoint_name = arena_printf(k->a, "%.*s://%s", (int)scheme_len, url.ptr, k->endpoint.host);
}

static void collect_headers(call *k) {
    protocol_headers headers = {0};
    protocol_headers_add(k->a, &headers, "host", k->host);
    for (size_t i = 0; i < k->request.header_count; i++) {
        protocol_headers_add(k->a, &headers, k->request.headers[i].name, k->request.headers[i].value);
    }
    const char *extra = k->options->extra_user_agent;
    const char *agent = k->client->user_agent;
    if (extra != NULL && extra[0] != '\0') {
        agent = arena_printf(k->a, "%s%s%s", agent, agent[0] == '\0' ? "" : " ", extra);
    }
    if (agent[0] != '\0') {
        protocol_headers_add(k->a, &headers, "user-agent", agent);
    }
    k->headers = headers.items;
    k->header_count = headers.count;
}

// Everything that is the same for all attempts.
static bool prepare(call *k, const value *input, const aws_error **ret_error) {
    const char *message = NULL;
    const value *checked = NULL;
    if (!protocol_check_input(k->a, k->op, input, &checked, &message) ||
        !protocol_build(k->a, k->op, checked, &k->request, &message)) {
        return fail(k, AWS_ERROR_REQUEST, message, ret_error);
    }
    const char *region = k->options->region;
    if (region == NULL && strcmp(k->op->service->id, "sts") == 0) {
        region = aws_config_sts_region(k->client->config);
    }
    const aws_error *error = NULL;
    if (!aws_endpoint_resolve(k->client->config, k->op->service, region, k->a, &k->endpoint, &error)) {
        return fail(k, error->kind, error->message, ret_error);
    }
    place_request(k);
    collect_headers(k);
    return true;
}

static bool is_s3(const api_service *s) {
    return strncmp(s->id, "s3", 2) == 0;
}

static bool find_credentials(call *k, arena *a, sigv4_credentials *ret, const aws_error **ret_error) {
    if (k->options->credentials != NULL) {
        *ret = *k->options->credentials;
        return true;
    }
    const aws_error *error = NULL;
    return aws_credentials_get(k->client->credentials, a, k->options->stop, ret, &k->credentials_number, &error) ||
           fail(k, error->kind, error->message, ret_error);
}

// The headers with the signature's, in the attempt's arena.
static bool sign(call *k, arena *a, protocol_headers *ret, const aws_error **ret_error) {
    protocol_headers headers = {0};
    for (size_t i = 0; i < k->header_count; i++) {
        protocol_headers_add(a, &headers, k->headers[i].name, k->headers[i].value);
    }
    if (!k->op->unauthenticated) {
        sigv4_credentials credentials = {0};
        if (!find_credentials(k, a, &credentials, ret_error)) {
            return false;
        }
        bool s3 = is_s3(k->op->service);
        k->clock_offset_ms = atomic_load(&k->client->clock_offset_ms);
        sigv4_request request = {
            .method = k->op->http_method,
            .host = k->host,
            .path = k->path,
            .query = k->request.query,
            .headers = k->headers,
            .header_count = k->header_count,
            .body = k->request.body,
            .region = k->endpoint.signing_region,
            .service = k->endpoint.signing_name,
            .wall_ms = signing_ms(k),
            .normalize_path = !s3,
            .double_encode_path = !s3,
            .unsigned_payload = k->op->unsigned_payload,
            .sign_body_header = s3 || k->op->unsigned_payload,
        };
        const http_header *added = NULL;
        size_t added_count = 0;
        if (!sigv4_sign(a, &request, &credentials, &added, &added_count)) {
            return fail(k, AWS_ERROR_REQUEST, "the request could not be signed", ret_error);
        }
        for (size_t i = 0; i < added_count; i++) {
            protocol_headers_add(a, &headers, added[i].name, added[i].value);
        }
    }
    *ret = headers;
    return true;
}

static int64_t bounded_timeout(const call *k, int64_t timeout_ms) {
    if (k->options->deadline_ms == 0) {
        return timeout_ms;
    }
    int64_t left = k->options->deadline_ms - now_ms(k);
    left = left < MIN_TIMEOUT_MS ? MIN_TIMEOUT_MS : left;
    return left < timeout_ms ? left : timeout_ms;
}

static void log_attempt(const call *k, arena *a, const outcome *o, int64_t since_ms) {
    if (!log_enabled(LOG_DEBUG)) {
        return;
    }
    LOG(LOG_DEBUG, "AWS API call", "aws_service", k->op->service->sdk_id, "aws_operation", k->op->name, "aws_endpoint",
        k->endpoint_name, "attempt", arena_printf(a, "%d", k->attempts), "http_status",
        o->answered ? arena_printf(a, "%d", o->response.status) : NULL, "aws_request_id",
        o->answered ? protocol_request_id(&o->response) : NULL, "error_code", o->ok ? NULL : o->error->code,
        "duration_ms", arena_printf(a, "%lld", (long long)(now_ms(k) - since_ms)));
}

// What the transport or the service made of one request: fills the outcome's error or output.
static void read_answer(const call *k, arena *a, bool sent, const char *transport_message, outcome *o) {
    if (!sent) {
        bool stopped = cancel_fired(k->options->stop);
        const char *message = stopped ? "the provider was stopped"
                                      : arena_printf(a, "no answer from %s: %s", k->endpoint_name, transport_message);
        aws_error e = make_error(k, stopped ? AWS_ERROR_CANCELLED : AWS_ERROR_TRANSPORT, message);
        o->error = aws_error_copy(k->a, &e);
        return;
    }
    o->answered = true;
    if (protocol_is_error(k->op, &o->response)) {
        aws_error e = make_error(k, AWS_ERROR_SERVICE, "");
        protocol_error(a, k->op, &o->response, k->endpoint_name, &e);
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
    if (!sign(k, a, &headers, &o->error)) {
        return;
    }
    http_request request = {
        .method = k->op->http_method,
        .url = k->url,
        .headers = headers.items,
        .header_count = headers.count,
        .body = k->request.body,
        .connect_timeout_ms = bounded_timeout(k, CONNECT_TIMEOUT_MS),
        .stall_timeout_ms = bounded_timeout(k, STALL_TIMEOUT_MS),
        .max_response = PROTOCOL_MAX_RESPONSE,
    };
    const char *message = "";
    int64_t since_ms = now_ms(k);
    k->attempts++;
    // A write whose answer nobody hears may have made something that no state knows.
    cancel *stop = api_operation_reads(k->op) ? k->options->stop : NULL;
    bool sent = k->client->transport->send(k->client->transport, a, stop, &request, &o->response, &message,
                                           &o->transport_retryable);
    read_answer(k, a, sent, message, o);
    log_attempt(k, a, o, since_ms);
}

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
    int64_t left = deadline - now_ms(k);
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
    if (kind == RETRY_NEVER || k->retries + 1 >= configured ||
        kind_retries + 1 >= retry_attempts(kind, o->error, configured)) {
        return false;
    }
    int64_t delay = retry_delay_ms(k->client->clock, kind, kind_retries, o->answered ? &o->response : NULL);
    if (k->options->deadline_ms != 0 && now_ms(k) + delay >= k->options->deadline_ms) {
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
    if (k->skew_corrected || !o->answered || !retry_clock_skew(o->error, &o->response, signing_ms(k), &offset)) {
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

static bool plan_next(call *k, const outcome *o, int64_t *ret_delay_ms) {
    *ret_delay_ms = 0;
    if (correct_clock(k, o) || renew_credentials(k, o)) {
        return true;
    }
    if (is_passing(k, o->error)) {
        return plan_wait(k, ret_delay_ms);
    }
    return plan_retry(k, o, ret_delay_ms);
}

// How long the request has to wait for its turn, in adaptive mode.
static int64_t turn_ms(const call *k) {
    if (k->client->limits == NULL) {
        return 0;
    }
    return rate_limits_take(k->client->limits, k->op->service->id, k->endpoint.signing_region, now_ms(k));
}

static void tell_limits(const call *k, const outcome *o) {
    if (k->client->limits != NULL && k->attempts > 0) {
        bool throttled = !o->ok && retry_classify(o->error, o->transport_retryable) == RETRY_THROTTLED;
        rate_limits_answered(k->client->limits, k->op->service->id, k->endpoint.signing_region, now_ms(k), throttled);
    }
}

static bool sleep_ms(const call *k, int64_t delay_ms) {
    const clock_source *clock = k->client->clock;
    return delay_ms <= 0 || !clock->sleep_ms(clock, k->options->stop, delay_ms);
}

static bool run(call *k, const value **ret_output, const aws_error **ret_error) {
    for (;;) {
        if (cancel_fired(k->options->stop)) {
            return fail(k, AWS_ERROR_CANCELLED, "the provider was stopped", ret_error);
        }
        if (k->attempts == 0 && k->options->deadline_ms != 0 && now_ms(k) >= k->options->deadline_ms) {
            return fail(k, AWS_ERROR_TIMEOUT, "the time for the operation was over before the request", ret_error);
        }
        if (!sleep_ms(k, turn_ms(k))) {
            return fail(k, AWS_ERROR_CANCELLED, "the provider was stopped", ret_error);
        }
        // An attempt's memory goes before the next one comes.
        arena *attempt_arena = arena_child(k->a);
        outcome o = {0};
        attempt(k, attempt_arena, &o);
        tell_limits(k, &o);
        if (o.ok) {
            *ret_output = value_deep_copy(k->a, o.output);
            retry_quota_give(k->client->quota, k->paid);
            arena_free(attempt_arena);
            return true;
        }
        int64_t delay_ms = 0;
        bool again = plan_next(k, &o, &delay_ms);
        arena_free(attempt_arena);
        if (!again) {
            *ret_error = o.error;
            return false;
        }
        if (!sleep_ms(k, delay_ms)) {
            return fail(k, AWS_ERROR_CANCELLED, "the provider was stopped", ret_error);
        }
    }
}

bool aws_call(aws_client *c, const api_operation *op, const value *input, const aws_call_options *options,
              const value **ret_output, const aws_error **ret_error) {
    call k = {.client = c, .op = op, .options = options, .a = options->arena};
    k.started_ms = now_ms(&k);
    return prepare(&k, input, ret_error) && run(&k, ret_output, ret_error);
}
