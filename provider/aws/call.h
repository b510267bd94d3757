// One aws_call under way: what the files call*.c and client.c share. Private to aws/.
//   call_request.c  what is sent: endpoint, headers, body, checksum, signature
//   call_hide.c     secrets kept out of what AWS says
//   call_retry.c    whether and when it is sent again
//   client.c        the client, and the loop of attempts
#pragma once

#include <stdatomic.h>

#include "aws/client.h"
#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "aws/http.h"
#include "aws/protocol.h"
#include "aws/rate_limit.h"
#include "aws/reached.h"
#include "aws/retry.h"
#include "aws/s3_region.h"

struct aws_client {
    aws_config *config;
    const http_transport *transport;
    http_transport *own_transport; // the same, when it is ours to free
    const clock_source *clock;
    char *user_agent;
    retry_quota *quota;
    aws_credentials *credentials;
    sigv4_keys *keys;                // made of them
    s3_regions *regions;             // of buckets that are elsewhere
    rate_limits *limits;             // adaptive mode; else NULL
    reached *reached;                // hosts that have answered
    _Atomic int64_t clock_offset_ms; // what a service said our clock is behind
};

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
    const value *input; // as the model has it
    protocol_request request;
    const char *body_sha256;    // of a body with a file, where it is to be signed; else NULL
    const http_header *headers; // those of the request and the client's own, before signing
    size_t header_count;

    int attempts;
    int64_t retries;      // by the standard rules, since the last error that the caller takes as passing
    int64_t kind_retries; // the last of them that were for the same kind of error
    retry_kind kind;
    retry_kind paid; // what the last retry cost
    int64_t waits;   // for retry_on
    int64_t started_ms;
    int64_t attempt_ms;      // when the last attempt began
    int64_t silent_ms;       // and the first of those in a row that nobody answered
    int64_t clock_offset_ms; // that the last attempt was signed with
    bool skew_corrected;
    sigv4_credentials keys;      // what the last attempt was signed with, in its arena
    uint64_t credentials_number; // and which they are
    bool credentials_renewed;
    bool redirected; // to the region of the bucket
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

// ---- call_request.c ----

// Everything that is the same for all attempts. False with the error.
bool call_prepare(call *k, const value *input, const aws_error **ret_error);
// Sends it on to another region. False with the error, when there is no endpoint.
bool call_move(call *k, const char *region, const aws_error **ret_error);
// The headers with the signature's, in the attempt's arena.
bool call_sign(call *k, arena *a, protocol_headers *ret, const aws_error **ret_error);

// ---- call_hide.c ----

// The text without the keys and the sensitive values that were sent. In `a`, or the text itself.
const char *call_hide(const call *k, arena *a, const char *text);

// ---- call_retry.c ----

// After an attempt that failed: is the request to be sent again, and after how long? May change where it goes, and with
// which clock and credentials.
bool call_plan_next(call *k, const outcome *o, int64_t *ret_delay_ms);

// ---- client.c ----

int64_t call_now_ms(const call *k);
// Our clock as it is, plus what the last attempt was signed with.
int64_t call_signing_ms(const call *k);
// Always false, with the error.
bool call_fail(const call *k, aws_error_kind kind, const char *message, const aws_error **ret_error);
