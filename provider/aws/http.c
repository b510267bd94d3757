// HTTP by libcurl. Every handle keeps its connections; idle handles are taken last-in first-out, one that talked to the
// same origin before first, so that connections stay warm under any number of threads. Handles share DNS answers and
// TLS sessions.
#include "aws/http.h"

#include <curl/curl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fatal.h"

enum {
    MAX_IDLE = 64,
    MAX_HEADER_BYTES = 256 * 1024,
    KEEPALIVE_SECONDS = 30,
    MAX_IDLE_CONNECTION_SECONDS = 50, // AWS's load balancers close after 60
};

typedef struct handle {
    CURL *curl;
    char *origin; // scheme and authority that it talked to last
} handle;

typedef struct pool {
    char *ca_bundle; // copies of the settings
    char *http_proxy;
    char *https_proxy;
    char *no_proxy;
    bool insecure;
    CURLSH *share;
    pthread_mutex_t share_locks[CURL_LOCK_DATA_LAST];

    pthread_mutex_t lock; // guards what follows
    handle idle[MAX_IDLE];
    size_t idle_count;
    X509_STORE *ca; // read at the first use of TLS, then shared: reading takes 15 ms
} pool;

// One request under way.
typedef struct transfer {
    arena *a;
    cancel *stop;
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

static char *copy_text(const char *text) {
    char *copy = text == NULL ? NULL : strdup(text);
    if (text != NULL && copy == NULL) {
        fatal("out of memory");
    }
    return copy;
}

static void global_init(void) {
    // An openssl.cnf that loads modules has no business in here.
    OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static void share_lock(CURL *curl, curl_lock_data data, curl_lock_access access, void *user) {
    (void)curl;
    (void)access;
    pthread_mutex_lock(&((pool *)user)->share_locks[data]);
}

static void share_unlock(CURL *curl, curl_lock_data data, void *user) {
    (void)curl;
    pthread_mutex_unlock(&((pool *)user)->share_locks[data]);
}

static const char *find_ca_bundle(const pool *p) {
    static const char *const usual[] = {
        "/etc/ssl/certs/ca-certificates.crt",                // Debian, Alpine
        "/etc/pki/tls/certs/ca-bundle.crt",                  // Red Hat, Amazon Linux
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // the same, newer
        "/etc/ssl/ca-bundle.pem",                            // SUSE
        "/etc/ssl/cert.pem",
    };
    if (p->ca_bundle != NULL) {
        return p->ca_bundle;
    }
    const char *named = getenv("SSL_CERT_FILE");
    if (named != NULL && named[0] != '\0') {
        return named;
    }
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        if (access(usual[i], R_OK) == 0) {
            return usual[i];
        }
    }
    return NULL;
}

// Reads the trusted certificates once. False with a message when there are none.
static bool load_ca(pool *p, arena *a, const char **ret_message) {
    pthread_mutex_lock(&p->lock);
    bool ok = p->ca != NULL;
    if (!ok) {
        const char *path = find_ca_bundle(p);
        X509_STORE *store = path == NULL ? NULL : X509_STORE_new();
        if (path == NULL) {
            *ret_message =
                "no bundle of trusted certificates in any usual place; set custom_ca_bundle or AWS_CA_BUNDLE";
        } else if (store == NULL || X509_STORE_load_file(store, path) != 1) {
            *ret_message = arena_printf(a, "no trusted certificates could be read from %s", path);
            X509_STORE_free(store);
        } else {
            X509_STORE_set_flags(store, X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
            p->ca = store;
            ok = true;
        }
        ERR_clear_error();
    }
    pthread_mutex_unlock(&p->lock);
    return ok;
}

static CURLcode use_ca(CURL *curl, void *ssl_ctx, void *user) {
    (void)curl;
    SSL_CTX_set1_cert_store(ssl_ctx, ((pool *)user)->ca);
    return CURLE_OK;
}

static size_t on_body(char *data, size_t size, size_t count, void *user) {
    transfer *t = user;
    return buf_put(&t->body, data, size * count) ? size * count : 0;
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

// libcurl calls this at least once a second.
static int on_progress(void *user, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up) {
    (void)down_total;
    (void)down;
    (void)up_total;
    (void)up;
    return cancel_fired(((transfer *)user)->stop) ? 1 : 0;
}

static CURL *new_curl(pool *p) {
    CURL *curl = curl_easy_init();
    if (curl == NULL) {
        fatal("out of memory");
    }
    curl_easy_setopt(curl, CURLOPT_SHARE, p->share);
    return curl;
}

static void close_handle(handle *h) {
    curl_easy_cleanup(h->curl);
    free(h->origin);
    *h = (handle){0};
}

static void remove_idle(pool *p, size_t index) {
    p->idle_count--;
    for (size_t i = index; i < p->idle_count; i++) {
        p->idle[i] = p->idle[i + 1];
    }
}

// The last used idle handle of that origin; else a new one.
static handle take_handle(pool *p, str origin) {
    handle taken = {0};
    pthread_mutex_lock(&p->lock);
    for (size_t i = p->idle_count; i > 0 && taken.curl == NULL; i--) {
        if (str_is(origin, p->idle[i - 1].origin)) {
            taken = p->idle[i - 1];
            remove_idle(p, i - 1);
        }
    }
    pthread_mutex_unlock(&p->lock);
    if (taken.curl == NULL) {
        taken.curl = new_curl(p);
        taken.origin = strndup(origin.ptr, origin.len);
        if (taken.origin == NULL) {
            fatal("out of memory");
        }
    }
    return taken;
}

static void give_handle(pool *p, handle given) {
    handle oldest = {0};
    pthread_mutex_lock(&p->lock);
    if (p->idle_count == MAX_IDLE) {
        oldest = p->idle[0];
        remove_idle(p, 0);
    }
    p->idle[p->idle_count++] = given;
    pthread_mutex_unlock(&p->lock);
    if (oldest.curl != NULL) {
        close_handle(&oldest);
    }
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

static void set_proxy(const pool *p, CURL *curl, str origin) {
    // A proxy named for http alone serves https too, as in hashicorp/aws 5.
    bool tls = str_has_prefix(origin, "https:");
    const char *proxy = tls && p->https_proxy != NULL ? p->https_proxy : p->http_proxy;
    if (is_local(origin)) {
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
        return;
    }
    const char *environment = getenv("HTTP_PROXY"); // libcurl reads all but this one, because of CGI
    if (proxy == NULL && !tls && getenv("http_proxy") == NULL && environment != NULL) {
        proxy = environment;
    }
    if (proxy != NULL) {
        curl_easy_setopt(curl, CURLOPT_PROXY, proxy);
    }
    if (p->no_proxy != NULL) {
        curl_easy_setopt(curl, CURLOPT_NOPROXY, p->no_proxy);
    }
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
        lines = append(lines, arena_printf(a, "%s: %s", h->name, h->value));
    }
    lines = has_type ? lines : append(lines, "Content-Type:");
    return has_accept ? lines : append(lines, "Accept:");
}

static void set_options(pool *p, CURL *curl, transfer *t, const http_request *r, str origin, char *curl_error) {
    long stall_s = r->stall_timeout_ms < 1000 ? 1 : (long)(r->stall_timeout_ms / 1000);
    curl_easy_setopt(curl, CURLOPT_URL, r->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2); // at least
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
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, t);
    curl_easy_setopt(curl, CURLOPT_CAINFO, NULL);
    curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    if (p->insecure) {
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    } else {
        curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, use_ca);
        curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, p);
    }
    set_proxy(p, curl, origin);
    set_body(curl, r);
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
    if (code == CURLE_WRITE_ERROR && t->header_bytes > MAX_HEADER_BYTES) {
        return "the answer's headers are too large";
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

static bool perform(pool *p, CURL *curl, transfer *t, const http_request *r, str origin, http_response *ret,
                    const char **ret_message, bool *ret_retryable) {
    char curl_error[CURL_ERROR_SIZE] = "";
    set_options(p, curl, t, r, origin, curl_error);
    struct curl_slist *lines = header_lines(t->a, r);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines);
    CURLcode code = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    const char *failure = code == CURLE_OK ? NULL : failure_text(t->a, curl, code, t, curl_error);
    curl_easy_reset(curl); // options point into this call; connections, DNS answers, TLS sessions and the share stay
    curl_slist_free_all(lines);
    if (code != CURLE_OK) {
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
    pool *p = transport->data;
    str origin = origin_of(r->url);
    if (!p->insecure && str_has_prefix(origin, "https:") && !load_ca(p, a, ret_message)) {
        *ret_retryable = false;
        return false;
    }
    transfer t = {.a = a, .stop = stop, .body = buf_make(r->max_response)};
    t.body.secret = arena_is_secret(a);
    handle h = take_handle(p, origin);
    bool ok = perform(p, h.curl, &t, r, origin, ret, ret_message, ret_retryable);
    give_handle(p, h);
    buf_free(&t.body);
    return ok;
}

static void curl_free_transport(http_transport *transport) {
    if (transport == NULL) {
        return;
    }
    pool *p = transport->data;
    for (size_t i = 0; i < p->idle_count; i++) {
        close_handle(&p->idle[i]);
    }
    curl_share_cleanup(p->share);
    for (size_t i = 0; i < CURL_LOCK_DATA_LAST; i++) {
        pthread_mutex_destroy(&p->share_locks[i]);
    }
    pthread_mutex_destroy(&p->lock);
    X509_STORE_free(p->ca);
    free(p->ca_bundle);
    free(p->http_proxy);
    free(p->https_proxy);
    free(p->no_proxy);
    free(p);
    free(transport);
}

http_transport *http_curl_new(const http_settings *settings) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, global_init);
    http_transport *transport = calloc(1, sizeof *transport);
    pool *p = calloc(1, sizeof *p);
    CURLSH *share = curl_share_init();
    if (transport == NULL || p == NULL || share == NULL) {
        fatal("out of memory");
    }
    p->ca_bundle = copy_text(settings->ca_bundle);
    p->http_proxy = copy_text(settings->http_proxy);
    p->https_proxy = copy_text(settings->https_proxy);
    p->no_proxy = copy_text(settings->no_proxy);
    p->insecure = settings->insecure;
    p->share = share;
    pthread_mutex_init(&p->lock, NULL);
    for (size_t i = 0; i < CURL_LOCK_DATA_LAST; i++) {
        pthread_mutex_init(&p->share_locks[i], NULL);
    }
    curl_share_setopt(share, CURLSHOPT_LOCKFUNC, share_lock);
    curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, share_unlock);
    curl_share_setopt(share, CURLSHOPT_USERDATA, p);
    curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
    curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    transport->send = curl_send;
    transport->free = curl_free_transport;
    transport->data = p;
    return transport;
}
