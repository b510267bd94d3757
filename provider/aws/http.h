// HTTP behind a vtable: libcurl in the product, a script in the tests.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/str.h"

typedef struct http_header {
    const char *name;
    const char *value;
} http_header;

// A file whose bytes are a part of a request's body. It is read as it is sent, as often as that takes.
typedef struct http_file {
    const char *path; // for messages
    int fd;           // open for reading; its offset is not used
    int64_t size;
    size_t at;   // where in `http_request.body` its bytes stand
    bool base64; // as base64 text
} http_file;

typedef struct http_request {
    const char *method;
    const char *url; // as it goes on the wire: already encoded
    const http_header *headers;
    size_t header_count;
    str body;
    const http_file *file;   // a part of the body; NULL: there is none
    cancel *stop_in_sending; // ends it before there is a connection, or while its file is not all sent; may be NULL
    int64_t connect_timeout_ms;
    int64_t stall_timeout_ms; // no byte either way for so long: given up
    size_t max_response;      // bytes; more is an error
    size_t keep_response;     // of a success no more bytes than these are kept, the others do not count; 0: all
} http_request;

typedef struct http_response {
    int status;
    const http_header *headers; // names in lower case
    size_t header_count;
    str body;
} http_response;

typedef struct http_transport http_transport;
struct http_transport {
    // True with a complete response; false with a message that names no secret, and of the response the status alone,
    // 0 where none came. `*ret_retryable` says whether the same request may be sent again (refused, reset, timed out,
    // cut short), false for a certificate that does not verify.
    bool (*send)(const http_transport *t, arena *a, cancel *stop, const http_request *request, http_response *ret,
                 const char **ret_message, bool *ret_retryable);
    void (*free)(http_transport *t);
    void *data;
};

typedef struct http_settings {
    const char *ca_bundle;  // path; NULL: the first usual place that is there
    const char *http_proxy; // for http:// alone; NULL: none, whatever the environment says. As proxy_url_parse has it
    const char *https_proxy;
    const char *no_proxy; // as Go's httpproxy has it: no_proxy.h
    bool insecure;
} http_settings;

// libcurl with a pool of kept-alive connections that threads share. The settings' texts are copied.
http_transport *http_curl_new(const http_settings *settings);

// The header of that name (lower case); NULL when there is none.
const char *http_header_get(const http_response *r, const char *name);
