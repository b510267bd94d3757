// HTTP by libcurl: one request and its answer.
#include "aws/http.h"

#include <stdlib.h>
#include <string.h>

#include "aws/body.h"
#include "aws/http_pool.h"
#include "aws/no_proxy.h"
#include "base/buf.h"
#include "base/fatal.h"

enum {
    MAX_HEADER_BYTES = 256 * 1024,
    KEEPALIVE_SECONDS = 30,
    MAX_IDLE_CONNECTION_SECONDS = 50, // AWS's load balancers close after 60
    // For bodies from files: larger is no faster and is held by each connection.
    UPLOAD_BUFFER_BYTES = 64 * 1024,
    LOOK_FOR_STOP_MS = 100, // curl_easy_perform would look but once a second
};

// One request under way.
typedef struct transfer {
    arena *a;
    CURL *curl;
    cancel *stop;
    const http_request *request;
    body_reader reader; // for a body with a file
    bool unreadable;    // the file is
    buf body;
    http_header *headers;
    size_t header_count;
    size_t header_cap;
    size_t header_bytes;
} transfer;

const char *http_header_get(const http_response *r, const char *name) {
    for (size_t i = 0; i < r->header_count; i++) {
        if (strcmp(r->headers[i].name, name) == 0) {
            return r->headers[i].value;
        }
    }
    return NULL;
}

static size_t on_body(char *data, size_t size, size_t count, void *user) {
    transfer *t = user;
    size_t len = size * count;
    size_t keep = t->request->keep_response;
    long status = 0;
    if (keep > 0 && t->body.len + len > keep) {
        curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
    }
    if (status >= 200 && status < 300) {
        buf_put(&t->body, data, keep - t->body.len);
        return len;
    }
    return buf_put(&t->body, data, len) ? len : 0;
}

static size_t on_read(char *data, size_t size, size_t count, void *user) {
    transfer *t = user;
    ssize_t n = body_read(&t->reader, data, size * count);
    t->unreadable = n < 0;
    return n < 0 ? CURL_READFUNC_ABORT : (size_t)n;
}

// A kept-alive connection that turns out to be closed, and a proxy that wants to know who asks, make libcurl start
// again.
static int on_seek(void *user, curl_off_t offset, int origin) {
    transfer *t = user;
    if (origin != SEEK_SET || offset < 0 || offset > body_size(t->request)) {
        return CURL_SEEKFUNC_FAIL;
    }
    t->reader.position = offset;
    return CURL_SEEKFUNC_OK;
}

static char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t on_header(char *data, size_t size, size_t count, void *user) {
    transfer *t = user;
    str line = {.ptr = data, .len = size * count};
    size_t colon = 0;
    t->header_bytes += line.len;
    if (t->header_bytes > MAX_HEADER_BYTES) {
        return 0;
    }
    if (str_has_prefix(line, "HTTP/")) {
        t->header_count = 0; // a 100 Continue came before
        return line.len;
    }
    if (!str_find(line, ":", &colon)) {
        return line.len;
    }
    if (t->header_count == t->header_cap) {
        size_t cap = t->header_cap == 0 ? 16 : t->header_cap * 2;
        http_header *grown = ARENA_ARRAY(t->a, http_header, cap);
        if (t->header_count > 0) {
            memcpy(grown, t->headers, t->header_count * sizeof *grown);
        }
        t->headers = grown;
        t->header_cap = cap;
    }
    char *name = arena_strndup(t->a, line.ptr, colon);
    for (char *c = name; *c != '\0'; c++) {
        *c = ascii_lower(*c);
    }
    str text = str_trim(str_from(line, colon + 1));
    t->headers[t->header_count++] = (http_header){.name = name, .value = arena_strndup(t->a, text.ptr, text.len)};
    return line.len;
}

static str origin_of(const char *url) {
    str s = str_of(url);
    size_t scheme = 0;
    size_t path = 0;
    if (!str_find(s, "://", &scheme) || !str_find(str_from(s, scheme + 3), "/", &path)) {
        return s;
    }
    return str_upto(s, scheme + 3 + path);
}

// This machine, its metadata service and its agents are never behind a proxy.
static bool is_local(str origin) {
    size_t scheme = 0;
    str_find(origin, "://", &scheme);
    str host = str_from(origin, scheme + 3);
    size_t end = host.len;
    if (str_find(host, "@", &end)) {
        host = str_from(host, end + 1);
    }
    if (str_has_prefix(host, "[::1]") || str_has_prefix(host, "[fd00:ec2::")) {
        return true;
    }
    end = host.len;
    str_find(host, ":", &end);
    host = str_upto(host, end);
    return str_eq_nocase(host, STR("localhost")) || str_has_prefix(host, "127.") || str_has_prefix(host, "169.254.");
}

// What the request goes through; "" for nothing. The settings are all there is: the environment has been read into
// them, and libcurl shall not read it again.
static const char *proxy_of(const http_pool *p, str origin) {
    const char *proxy = str_has_prefix(origin, "https:") ? p->https_proxy : p->http_proxy;
    bool direct = proxy == NULL || is_local(origin) || no_proxy_covers(p->no_proxy, origin);
    return direct ? "" : proxy;
}

static void set_file_body(CURL *curl, transfer *t) {
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)body_size(t->request));
    curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, (long)UPLOAD_BUFFER_BYTES);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(curl, CURLOPT_READDATA, t);
    curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, on_seek);
    curl_easy_setopt(curl, CURLOPT_SEEKDATA, t);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, t->request->method);
}

static void set_body(CURL *curl, const http_request *r) {
    bool is_get = strcmp(r->method, "GET") == 0;
    if (strcmp(r->method, "HEAD") == 0) {
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
        return;
    }
    if (is_get && r->body.len == 0) {
        curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
        return;
    }
    if (r->body.len > 0 || strcmp(r->method, "POST") == 0 || strcmp(r->method, "PUT") == 0 ||
        strcmp(r->method, "PATCH") == 0) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.len);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, r->body.len > 0 ? r->body.ptr : "");
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, r->method);
}

static struct curl_slist *append(struct curl_slist *list, const char *line) {
    struct curl_slist *longer = curl_slist_append(list, line);
    if (longer == NULL) {
        fatal("out of memory");
    }
    return longer;
}

// The request's headers, and those that libcurl would add switched off.
static struct curl_slist *header_lines(arena *a, const http_request *r) {
    struct curl_slist *lines = append(NULL, "Expect:");
    bool has_type = false;
    bool has_accept = false;
    for (size_t i = 0; i < r->header_count; i++) {
        const http_header *h = &r->headers[i];
        has_type = has_type || str_eq_nocase(str_of(h->name), STR("content-type"));
        has_accept = has_accept || str_eq_nocase(str_of(h->name), STR("accept"));
        const str parts[] = {str_of(h->name), STR(": "), str_of(h->value)};
        lines = append(lines, str_concat(a, parts, sizeof parts / sizeof *parts).ptr);
    }
    lines = has_type ? lines : append(lines, "Content-Type:");
    return has_accept ? lines : append(lines, "Accept:");
}

static CURLcode use_ca(CURL *curl, void *ssl_ctx, void *user) {
    (void)curl;
    SSL_CTX_set1_cert_store(ssl_ctx, ((http_pool *)user)->ca);
    return CURLE_OK;
}

static void set_options(http_pool *p, CURL *curl, transfer *t, const http_request *r, const char *proxy,
                        char *curl_error) {
    long stall_s = r->stall_timeout_ms < 1000 ? 1 : (long)(r->stall_timeout_ms / 1000);
    curl_easy_setopt(curl, CURLOPT_URL, r->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_PROXY, proxy);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "");
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2); // at least
    curl_easy_setopt(curl, CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, curl_error);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(curl, CURLOPT_TCP_KEEPIDLE, (long)KEEPALIVE_SECONDS);
    curl_easy_setopt(curl, CURLOPT_MAXAGE_CONN, (long)MAX_IDLE_CONNECTION_SECONDS);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)r->connect_timeout_ms);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, stall_s);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L); // a stop does not wait for a thread that looks up a name
    curl_easy_setopt(curl, CURLOPT_CAINFO, NULL);
    curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    if (p->insecure) {
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
        curl_easy_setopt(curl, CURLOPT_PROXY_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(curl, CURLOPT_PROXY_SSL_VERIFYHOST, 0L);
    } else { // libcurl calls it for the proxy's TLS too
        curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, use_ca);
        curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, p);
    }
    if (r->file != NULL) {
        set_file_body(curl, t);
    } else {
        set_body(curl, r);
    }
}

static bool is_retryable(CURLcode code) {
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_UNSUPPORTED_PROTOCOL: // an answer that is no HTTP/1
    case CURLE_WEIRD_SERVER_REPLY:
        return true;
    default:
        return false;
    }
}

static const char *failure_text(arena *a, CURL *curl, CURLcode code, const transfer *t, const char *curl_error) {
    if (code == CURLE_WRITE_ERROR && t->body.failed) {
        return arena_printf(a, "the answer is larger than %zu bytes", t->body.max);
    }
    // A line that is too long for libcurl is out of memory to it; really out of memory, the process ends.
    if ((code == CURLE_WRITE_ERROR && t->header_bytes > MAX_HEADER_BYTES) || code == CURLE_OUT_OF_MEMORY) {
        return "the answer's headers are too large";
    }
    if (t->unreadable) {
        return arena_printf(a, "%s could not be read to its end", t->request->file->path);
    }
    if (code == CURLE_ABORTED_BY_CALLBACK) {
        return "stopped";
    }
    long os_error = 0;
    curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &os_error);
    const char *reason = os_error == 0 ? NULL : strerrordesc_np((int)os_error);
    if (code == CURLE_COULDNT_CONNECT && reason != NULL) {
        return arena_printf(a, "%s (%s)", reason, curl_error); // libcurl's own text leaves out why
    }
    return curl_error[0] != '\0' ? arena_strdup(a, curl_error) : curl_easy_strerror(code);
}

static bool is_all_sent(const transfer *t) {
    curl_off_t connected_us = 0; // 0: not yet
    curl_easy_getinfo(t->curl, CURLINFO_PRETRANSFER_TIME_T, &connected_us);
    return connected_us > 0 && (t->request->file == NULL || t->reader.position >= body_size(t->request));
}

static bool is_stopped(const transfer *t) {
    return cancel_fired(t->stop) || (cancel_fired(t->request->stop_in_sending) && !is_all_sent(t));
}

static CURLcode run(CURLM *multi, const transfer *t) {
    CURLcode code = CURLE_OK;
    int running = 1;
    CURLMcode problem = curl_multi_add_handle(multi, t->curl);
    while (problem == CURLM_OK && running > 0 && code == CURLE_OK) {
        problem = curl_multi_perform(multi, &running);
        if (running > 0 && is_stopped(t)) {
            code = CURLE_ABORTED_BY_CALLBACK;
        } else if (problem == CURLM_OK && running > 0) {
            problem = curl_multi_poll(multi, NULL, 0, LOOK_FOR_STOP_MS, NULL);
        }
    }
    int left = 0;
    const CURLMsg *ended = curl_multi_info_read(multi, &left);
    if (ended != NULL && ended->msg == CURLMSG_DONE) {
        code = ended->data.result;
    }
    curl_multi_remove_handle(multi, t->curl);
    return problem == CURLM_OK ? code : CURLE_FAILED_INIT;
}

static bool perform(http_pool *p, const http_handle *h, transfer *t, const http_request *r, const char *proxy,
                    http_response *ret, const char **ret_message, bool *ret_retryable) {
    CURL *curl = h->curl;
    char curl_error[CURL_ERROR_SIZE] = "";
    set_options(p, curl, t, r, proxy, curl_error);
    struct curl_slist *lines = header_lines(t->a, r);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines);
    CURLcode code = run(h->multi, t);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    const char *failure = code == CURLE_OK ? NULL : failure_text(t->a, curl, code, t, curl_error);
    curl_easy_reset(curl); // options point into this call; connections, DNS answers, TLS sessions and the share stay
    curl_slist_free_all(lines);
    if (code != CURLE_OK) {
        *ret = (http_response){.status = (int)status};
        *ret_message = failure;
        *ret_retryable = is_retryable(code);
        return false;
    }
    *ret = (http_response){
        .status = (int)status,
        .headers = t->headers,
        .header_count = t->header_count,
        .body = buf_str(&t->body, t->a),
    };
    return true;
}

static bool curl_send(const http_transport *transport, arena *a, cancel *stop, const http_request *r,
                      http_response *ret, const char **ret_message, bool *ret_retryable) {
    http_pool *p = transport->data;
    str origin = origin_of(r->url);
    const char *proxy = proxy_of(p, origin);
    bool tls = str_has_prefix(origin, "https:") || strncmp(proxy, "https:", 6) == 0;
    if (!p->insecure && tls && !http_pool_load_ca(p, a, ret_message)) {
        *ret = (http_response){0};
        *ret_retryable = false;
        return false;
    }
    http_handle h = http_pool_take(p, origin);
    transfer t = {
        .a = a,
        .curl = h.curl,
        .stop = stop,
        .request = r,
        .reader = body_read_from_start(r),
        .body = buf_make(r->max_response),
    };
    t.body.secret = arena_is_secret(a);
    bool ok = perform(p, &h, &t, r, proxy, ret, ret_message, ret_retryable);
    http_pool_give(p, h);
    buf_free(&t.body);
    return ok;
}

static void curl_free_transport(http_transport *transport) {
    if (transport == NULL) {
        return;
    }
    http_pool_free(transport->data);
    free(transport);
}

http_transport *http_curl_new(const http_settings *settings) {
    http_transport *transport = calloc(1, sizeof *transport);
    if (transport == NULL) {
        fatal("out of memory");
    }
    *transport = (http_transport){.send = curl_send, .free = curl_free_transport, .data = http_pool_new(settings)};
    return transport;
}
