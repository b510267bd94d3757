// One call function for all services: operation and input document in, output document or error out. It validates and
// serialises by the model, signs (SigV4), sends over kept-alive connections, retries as the AWS SDKs' standard mode
// does, and parses the answer by the model.
#pragma once

#include "aws/config.h"
#include "aws/error.h"
#include "aws/model.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/value.h"

typedef struct aws_client aws_client; // threads may share it

// Takes over `config`. `transport` NULL is libcurl; tests give their own (aws/http.h). Release with aws_client_free.
struct http_transport;
aws_client *aws_client_new(aws_config *config, const struct http_transport *transport, const clock_source *clock,
                           const char *user_agent);
void aws_client_free(aws_client *c);

// For a configuration that does not say a region (may_discover_region): asks the instance metadata, as the region's
// machine knows it. Before the first call. False with the problem in `a`.
bool aws_client_discover_region(aws_client *c, arena *a, cancel *stop, aws_config_problem *ret);

const aws_config *aws_client_config(const aws_client *c);
const clock_source *aws_client_clock(const aws_client *c);

// A service error that this call alone takes as passing; retried with back-off until `deadline_ms` or success.
typedef struct aws_retry_on {
    const char *code;
    const char *message_part; // NULL: any message
} aws_retry_on;

typedef struct aws_call_options {
    arena *arena;        // everything returned lives here
    cancel *stop;        // ends reads, waits and retries; a write that was sent is heard out. May be NULL
    const char *region;  // NULL: the configured one
    int64_t deadline_ms; // on the client's monotonic clock; 0: none beyond the retry limit. Cuts off no write either
    const aws_retry_on
        *retry_on; // extra retryable errors, for as long as the deadline allows (at most 2 minutes without one)
    size_t retry_on_count;
    const struct sigv4_credentials *credentials; // to sign with; NULL: the client's own
    const char *extra_user_agent;                // provider_meta's user_agent parts, joined; NULL: none
} aws_call_options;

// True with `*ret_output` (an object; {} for an empty answer); false with `*ret_error`. Input members that the
// operation lacks, or of a wrong type, are AWS_ERROR_REQUEST; null members are left out. Idempotency tokens are filled
// in.
bool aws_call(aws_client *c, const api_operation *op, const value *input, const aws_call_options *options,
              const value **ret_output, const aws_error **ret_error);

// All pages of a paginated operation joined: result_keys' lists appended, the rest from the first page. At most 10,000
// pages; a token that repeats is AWS_ERROR_RESPONSE. For an operation without paginator it is aws_call.
bool aws_call_pages(aws_client *c, const api_operation *op, const value *input, const aws_call_options *options,
                    const value **ret_output, const aws_error **ret_error);

// For callers that go through the pages one by one: the input, in `a`, that asks for the page after `page`; NULL after
// the last, and for an operation without paginator.
const value *aws_next_page(arena *a, const api_operation *op, const value *input, const value *page);
