// AWS Signature Version 4: the headers, or the query, that sign one HTTP request.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aws/http.h"
#include "aws/sigv4_keys.h"
#include "base/arena.h"
#include "base/str.h"

typedef struct sigv4_credentials sigv4_credentials;
struct sigv4_credentials {
    const char *access_key;
    const char *secret_key;
    const char *session_token; // NULL: none
};

// The texts on the way to a signature, in the arena and wiped with it, because a session token stands in the first: for
// tests.
typedef struct sigv4_steps {
    const char *canonical_request;
    const char *string_to_sign;
    const char *signature;
} sigv4_steps;

typedef struct sigv4_request {
    const char *method;
    const char *host;           // as in the Host header
    const char *path;           // as on the wire: already encoded, without the query; "" is "/"
    const char *query;          // as on the wire, without "?"; may be empty or NULL
    const http_header *headers; // "host" is passed over: `host` is what is signed; so are those that proxies change
    size_t header_count;
    str body;
    const char *body_sha256; // hex digits, where the caller has the hash of the body; NULL: of `body`
    const char *region;
    const char *service;     // the signing name
    int64_t wall_ms;         // the time that the signature is made for
    bool normalize_path;     // resolve "." and "..", join slashes: true for all but S3
    bool double_encode_path; // encode the path once more: true for all but S3
    bool unsigned_payload;   // sign "UNSIGNED-PAYLOAD" instead of the body's hash
    bool sign_body_header;   // send and sign x-amz-content-sha256
    sigv4_keys *keys;        // where signing keys are kept; NULL: nowhere
    uint64_t keys_number;    // which credentials those are, among all that were ever used with `keys`
    sigv4_steps *ret_steps;  // filled by a success; NULL: nobody asks
} sigv4_request;

// The headers to add: authorization, x-amz-date, and x-amz-security-token and x-amz-content-sha256 where they apply.
// They live in `a`; the token is wiped with it. False, with the outputs untouched, when OpenSSL refuses or the request
// is beyond all limits (a path or headers of megabytes, a time that has no four-digit year).
bool sigv4_sign(arena *a, const sigv4_request *r, const sigv4_credentials *c, const http_header **ret_headers,
                size_t *ret_count);

// The query to append, "X-Amz-Algorithm=...&X-Amz-Signature=...", for a URL that is valid for `expires_seconds`.
// `query` is what the URL has without it; `sign_body_header` has no meaning here. Fails as sigv4_sign does.
bool sigv4_presign(arena *a, const sigv4_request *r, const sigv4_credentials *c, int64_t expires_seconds,
                   const char **ret_query);
