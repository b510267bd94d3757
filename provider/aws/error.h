// What went wrong with a call: AWS's own words, or the transport's.
#pragma once

#include <stdbool.h>

#include "base/str.h"

typedef enum aws_error_kind {
    AWS_ERROR_SERVICE,     // the service answered with an error: code, message, http_status, request_id are its own
    AWS_ERROR_TRANSPORT,   // no usable answer: refused, reset, timeout, TLS, truncated
    AWS_ERROR_RESPONSE,    // an answer that is not of the protocol: HTML, broken XML or JSON, a body cut short
    AWS_ERROR_CREDENTIALS, // no credentials, or their source failed
    AWS_ERROR_REQUEST,     // the request could not be built: a value that the model does not take
    AWS_ERROR_FILE,        // a file that the request is made of cannot be read
    AWS_ERROR_CANCELLED,   // the provider was stopped
    AWS_ERROR_TIMEOUT,     // the caller's deadline passed while retrying or waiting
} aws_error_kind;

typedef struct aws_error {
    aws_error_kind kind;
    const char *code;       // "ClusterNotFoundException", without namespace and URL parts; "" when there is none
    const char *message;    // never NULL
    const char *service;    // sdk_id
    const char *operation;  // "CreateCluster"
    const char *endpoint;   // scheme and host, for transport errors
    const char *request_id; // "" when none
    int http_status;        // 0 when no answer came
    int attempts;           // how often it was sent
    bool broken_off;        // an answer that began with a success: what was asked for may be done
} aws_error;

// Does the error have that code; `message_part` (may be NULL) must then stand in the message too.
bool aws_error_is(const aws_error *e, const char *code, const char *message_part);
// Does the service ask for patience, whatever the request was?
bool aws_error_is_throttling(const aws_error *e);
// A copy that shares nothing with the arena of `e`; texts that are not there become "".
const aws_error *aws_error_copy(arena *a, const aws_error *e);
// One line: "ECS CreateCluster: ClientException: ... (HTTP 400, request id ...)". No secrets: credentials never enter
// an error.
const char *aws_error_text(arena *a, const aws_error *e);
