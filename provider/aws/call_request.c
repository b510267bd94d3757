#include "aws/call.h"

#include <string.h>

#include "aws/body.h"
#include "aws/checksum.h"
#include "aws/sigv4.h"

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

static bool is_control(char c) {
    return (unsigned char)c < ' ' || c == 0x7f;
}

// What modules and the environment call themselves may have anything in it; a line break would begin another header.
static const char *in_one_line(arena *a, const char *text) {
    char *line = arena_strdup(a, text);
    for (char *c = line; *c != '\0'; c++) {
        *c = is_control(*c) ? '-' : *c;
    }
    return line;
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
        protocol_headers_add(k->a, &headers, "user-agent", in_one_line(k->a, agent));
    }
    k->headers = headers.items;
    k->header_count = headers.count;
}

static bool is_s3(const api_service *s) {
    return strncmp(s->id, "s3", 2) == 0;
}

// S3 takes a file over TLS on the word of its checksum: it is read once before it is sent, at most.
static bool signs_no_body(const call *k) {
    bool tls = str_has_prefix(str_of(k->endpoint.url), "https:");
    return k->op->unsigned_payload || (k->request.file != NULL && tls && is_s3(k->op->service));
}

// ---- checksums ----

static bool has_checksum(const call *k) {
    static const char *const about[] = {"x-amz-checksum-algorithm", "x-amz-checksum-type", "x-amz-checksum-mode"};
    for (size_t i = 0; i < k->request.header_count; i++) {
        str name = str_of(k->request.headers[i].name);
        bool is_about = false;
        for (size_t n = 0; n < sizeof about / sizeof about[0]; n++) {
            is_about = is_about || str_eq_nocase(name, str_of(about[n]));
        }
        if (!is_about && str_eq_nocase(str_upto(name, 15), STR("x-amz-checksum-"))) {
            return true;
        }
    }
    return false;
}

// Which checksum the request carries: the one that the input names, else the SDKs' default. False with the error.
static bool choose_checksum(const call *k, const value *input, checksum_algorithm *ret, const aws_error **ret_error) {
    const char *member = k->op->checksum_member;
    const char *named = member == NULL ? "" : value_text(value_get(input, member));
    *ret = CHECKSUM_NONE;
    if (member == NULL || has_checksum(k)) {
        return true;
    }
    if (named[0] != '\0') {
        *ret = checksum_named(named);
        return *ret != CHECKSUM_NONE ||
               call_fail(k, AWS_ERROR_REQUEST, arena_printf(k->a, "%s: there is no checksum %s", member, named),
                         ret_error);
    }
    if (k->op->checksum_required || aws_config_checksums(k->client->config)) {
        *ret = CHECKSUM_CRC32;
    }
    return true;
}

static void add_request_header(call *k, const char *name, const char *text) {
    protocol_headers headers = {0};
    for (size_t i = 0; i < k->request.header_count; i++) {
        if (str_eq_nocase(str_of(k->request.headers[i].name), str_of(name))) {
            return;
        }
        protocol_headers_add(k->a, &headers, k->request.headers[i].name, k->request.headers[i].value);
    }
    protocol_headers_add(k->a, &headers, name, text);
    k->request.headers = headers.items;
    k->request.header_count = headers.count;
}

// Checksum and, where it has to be signed, hash of a body, in one pass.
static bool add_checksum(call *k, const value *input, const aws_error **ret_error) {
    checksum_algorithm algorithm = CHECKSUM_NONE;
    if (!choose_checksum(k, input, &algorithm, ret_error)) {
        return false;
    }
    bool with_hash = k->request.file != NULL && !k->op->unauthenticated && !signs_no_body(k);
    if (algorithm == CHECKSUM_NONE && !with_hash) {
        return true;
    }
    http_request body = {.body = k->request.body, .file = k->request.file};
    checksum_result result = {0};
    const char *message = NULL;
    if (!checksum_of_body(k->a, &body, algorithm, with_hash, k->options->stop, &result, &message)) {
        aws_error_kind kind = cancel_fired(k->options->stop) ? AWS_ERROR_CANCELLED
                              : k->request.file != NULL      ? AWS_ERROR_FILE
                                                             : AWS_ERROR_REQUEST;
        return call_fail(k, kind, message, ret_error);
    }
    k->body_sha256 = result.sha256;
    if (algorithm != CHECKSUM_NONE) {
        const api_member *member = api_member_find(k->op->input, k->op->checksum_member);
        add_request_header(k, member->wire_name, checksum_name(algorithm));
        add_request_header(k, checksum_header(algorithm), result.checksum);
    }
    return true;
}

// ---- all of it ----

static bool resolve(call *k, const char *region, const aws_error **ret_error) {
    const aws_error *error = NULL;
    return aws_endpoint_resolve(k->client->config, k->op->service, region, k->a, &k->endpoint, &error) ||
           call_fail(k, error->kind, error->message, ret_error);
}

// The region of the bucket, where that is known to be another one.
static const char *region_of(const call *k) {
    const char *region = k->options->region;
    const char *known = k->request.bucket == NULL || !s3_region_follows(k->op)
                            ? NULL
                            : s3_regions_get(k->client->regions, k->a, k->request.bucket);
    if (known != NULL) {
        return known;
    }
    if (region == NULL && strcmp(k->op->service->id, "sts") == 0) {
        return aws_config_sts_region(k->client->config);
    }
    return region;
}

bool call_prepare(call *k, const value *input, const aws_error **ret_error) {
    const char *message = NULL;
    if (!protocol_check_input(k->a, k->op, input, &k->input, &message) ||
        !protocol_build(k->a, k->op, k->input, &k->request, &message)) {
        return call_fail(k, k->request.file_path != NULL ? AWS_ERROR_FILE : AWS_ERROR_REQUEST, message, ret_error);
    }
    if (!resolve(k, region_of(k), ret_error) || !add_checksum(k, k->input, ret_error)) {
        return false;
    }
    place_request(k);
    collect_headers(k);
    return true;
}

bool call_move(call *k, const char *region, const aws_error **ret_error) {
    if (!resolve(k, region, ret_error)) {
        return false;
    }
    place_request(k);
    collect_headers(k);
    return true;
}

// ---- signature ----

static bool fits_header(const char *text) {
    for (; text != NULL && *text != '\0'; text++) {
        if (is_control(*text)) {
            return false;
        }
    }
    return true;
}

static bool find_credentials(call *k, arena *a, sigv4_credentials *ret, const aws_error **ret_error) {
    const aws_error *error = NULL;
    if (k->options->credentials != NULL) {
        *ret = *k->options->credentials;
    } else if (!aws_credentials_get(k->client->credentials, a, k->options->stop, ret, &k->credentials_number, &error)) {
        return call_fail(k, error->kind, error->message, ret_error);
    }
    // Most often the line break at the end of a variable.
    const char *wrong = !fits_header(ret->access_key)      ? "access key"
                        : !fits_header(ret->session_token) ? "session token"
                                                           : NULL;
    return wrong == NULL ||
           call_fail(k, AWS_ERROR_CREDENTIALS,
                     arena_printf(k->a, "the %s has a line break or a control character in it", wrong), ret_error);
}

bool call_sign(call *k, arena *a, protocol_headers *ret, const aws_error **ret_error) {
    protocol_headers headers = {0};
    for (size_t i = 0; i < k->header_count; i++) {
        protocol_headers_add(a, &headers, k->headers[i].name, k->headers[i].value);
    }
    k->keys = (sigv4_credentials){0};
    if (!k->op->unauthenticated) {
        if (!find_credentials(k, a, &k->keys, ret_error)) {
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
            .wall_ms = call_signing_ms(k),
            .normalize_path = !s3,
            .double_encode_path = !s3,
            .body_sha256 = k->body_sha256,
            .unsigned_payload = signs_no_body(k),
            .sign_body_header = s3 || k->op->unsigned_payload,
            .keys = k->options->credentials == NULL ? k->client->keys : NULL,
            .keys_number = k->credentials_number,
        };
        const http_header *added = NULL;
        size_t added_count = 0;
        if (!sigv4_sign(a, &request, &k->keys, &added, &added_count)) {
            return call_fail(k, AWS_ERROR_REQUEST, "the request could not be signed", ret_error);
        }
        for (size_t i = 0; i < added_count; i++) {
            protocol_headers_add(a, &headers, added[i].name, added[i].value);
        }
    }
    *ret = headers;
    return true;
}
