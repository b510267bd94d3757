// The libcurl transport against a real server on this machine: connections kept, failures told apart, TLS verified.
#include "aws/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "unit/test.h"

enum { REQUEST_MAX = 2 * 1024 * 1024, BIG = 100 * 1000, CLIENTS = 8, CALLS_EACH = 25 };

typedef struct server {
    int listener;
    int port;
    SSL_CTX *tls; // NULL: plain
    pthread_t thread;
    atomic_int connections;
    atomic_int live; // threads that serve a connection
    atomic_bool closing;
} server;

typedef struct connection {
    server *s;
    int fd;
    SSL *tls;
} connection;

static void put(const connection *c, const char *data, size_t len) {
    if (c->tls != NULL) {
        SSL_write(c->tls, data, (int)len);
        return;
    }
    size_t sent = 0;
    while (sent < len) {
        ssize_t n = send(c->fd, data + sent, len - sent, MSG_NOSIGNAL);
        if (n <= 0) {
            return;
        }
        sent += (size_t)n;
    }
}

static void puts_to(const connection *c, const char *text) {
    put(c, text, strlen(text));
}

static ssize_t get(const connection *c, char *data, size_t size) {
    return c->tls != NULL ? SSL_read(c->tls, data, (int)size) : recv(c->fd, data, size, 0);
}

// Reads one request with its body; 0 when the client has gone.
static size_t read_request(const connection *c, char *request) {
    size_t len = 0;
    while (len < REQUEST_MAX - 1) {
        ssize_t n = get(c, request + len, REQUEST_MAX - 1 - len);
        if (n <= 0) {
            return 0;
        }
        len += (size_t)n;
        request[len] = '\0';
        const char *end = strstr(request, "\r\n\r\n");
        const char *length = strstr(request, "Content-Length: ");
        size_t body = length == NULL ? 0 : strtoul(length + 16, NULL, 10);
        if (end != NULL && len >= (size_t)(end - request) + 4 + body) {
            return len;
        }
    }
    return 0;
}

// Answers by the path; false when the connection is to be closed.
static bool answer(const connection *c, const char *request, size_t len) {
    char head[256];
    if (strstr(request, " /truncated ") != NULL) {
        puts_to(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
        return false;
    }
    if (strstr(request, " /silent ") != NULL) {
        return false;
    }
    if (strstr(request, " /garbage ") != NULL) {
        puts_to(c, "hello there\r\n\r\n");
        return false;
    }
    if (strstr(request, " /hang ") != NULL) {
        while (!atomic_load(&c->s->closing)) {
            usleep(20000);
        }
        return false;
    }
    if (strstr(request, " /empty ") != NULL) {
        puts_to(c, "HTTP/1.1 204 No Content\r\nX-Amzn-RequestId:  r-1 \r\n\r\n");
        return true;
    }
    if (strstr(request, " /big ") != NULL) {
        char *body = calloc(1, BIG);
        snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", BIG);
        puts_to(c, head);
        put(c, body, BIG);
        free(body);
        return true;
    }
    if (strstr(request, " /gzip ") != NULL) {
        static const unsigned char packed[] = {31,  139, 8, 0, 0,   0,   0,  0,  2, 3, 203, 72, 205,
                                               201, 201, 7, 0, 134, 166, 16, 54, 5, 0, 0,   0};
        snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n",
                 sizeof packed);
        puts_to(c, head);
        put(c, (const char *)packed, sizeof packed);
        return true;
    }
    if (strstr(request, " /expect ") != NULL) {
        bool expects = strstr(request, "Expect:") != NULL;
        snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n%s", expects ? "expect" : "at all");
        puts_to(c, head);
        return true;
    }
    if (strncmp(request, "HEAD ", 5) == 0) {
        puts_to(c, "HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\n");
        return true;
    }
    // Anything else is sent back.
    snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", len);
    puts_to(c, head);
    put(c, request, len);
    return true;
}

static void *serve_connection(void *data) {
    connection *c = data;
    char *request = malloc(REQUEST_MAX);
    bool open = request != NULL;
    if (open && c->s->tls != NULL) {
        c->tls = SSL_new(c->s->tls);
        SSL_set_fd(c->tls, c->fd);
        open = SSL_accept(c->tls) == 1;
    }
    while (open) {
        size_t len = read_request(c, request);
        open = len > 0 && answer(c, request, len);
    }
    free(request);
    SSL_free(c->tls);
    close(c->fd);
    atomic_fetch_sub(&c->s->live, 1);
    free(c);
    return NULL;
}

static void *serve(void *data) {
    server *s = data;
    for (;;) {
        int fd = accept(s->listener, NULL, NULL);
        if (fd < 0) {
            return NULL;
        }
        atomic_fetch_add(&s->connections, 1);
        atomic_fetch_add(&s->live, 1);
        connection *c = calloc(1, sizeof *c);
        *c = (connection){.s = s, .fd = fd};
        pthread_t thread;
        pthread_create(&thread, NULL, serve_connection, c);
        pthread_detach(thread);
    }
}

static void server_start(server *s, SSL_CTX *tls) {
    *s = (server){.listener = socket(AF_INET, SOCK_STREAM, 0), .tls = tls};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    if (bind(s->listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(s->listener, 64) != 0) {
        perror("listen");
        abort();
    }
    getsockname(s->listener, (struct sockaddr *)&address, &len);
    s->port = ntohs(address.sin_port);
    pthread_create(&s->thread, NULL, serve, s);
}

// After the transport is freed: its connections are closed, so their threads end.
static void server_stop(server *s) {
    atomic_store(&s->closing, true);
    shutdown(s->listener, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listener);
    while (atomic_load(&s->live) > 0) {
        usleep(1000);
    }
}

typedef struct answer_got {
    bool ok;
    http_response response;
    const char *message;
    bool retryable;
} answer_got;

static answer_got request_of(http_transport *t, arena *a, cancel *stop, const char *scheme, int port,
                             const char *method, const char *path, const char *body) {
    const http_header headers[] = {{"content-type", "text/x-test"}, {"x-own", "1"}};
    http_request r = {
        .method = method,
        .url = arena_printf(a, "%s://localhost:%d%s", scheme, port, path),
        .headers = headers,
        .header_count = 2,
        .body = str_of(body),
        .connect_timeout_ms = 2000,
        .stall_timeout_ms = 1000,
        .max_response = 50000,
    };
    answer_got got = {.message = ""};
    got.ok = t->send(t, a, stop, &r, &got.response, &got.message, &got.retryable);
    return got;
}

static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

TEST(requests_and_answers) {
    server s;
    server_start(&s, NULL);
    http_settings settings = {0};
    http_transport *t = http_curl_new(&settings);
    arena *a = arena_new();
    answer_got got = request_of(t, a, NULL, "http", s.port, "POST", "/a/../b%2Fc?x=%20", "Action=X");
    CHECK(got.ok);
    CHECK_INT(got.response.status, 200);
    const char *echo = got.response.body.ptr;
    CHECK(strncmp(echo, "POST /a/../b%2Fc?x=%20 HTTP/1.1\r\n", 33) == 0);
    CHECK(strstr(echo, "content-type: text/x-test\r\n") != NULL);
    CHECK(strstr(echo, "x-own: 1\r\n") != NULL);
    CHECK(strstr(echo, "Content-Length: 8\r\n") != NULL);
    CHECK(strstr(echo, "Expect") == NULL && strstr(echo, "Accept:") == NULL);
    CHECK(strstr(echo, "\r\n\r\nAction=X") != NULL);

    got = request_of(t, a, NULL, "http", s.port, "PUT", "/x", "");
    CHECK(got.ok && strncmp(got.response.body.ptr, "PUT /x ", 7) == 0);
    CHECK(strstr(got.response.body.ptr, "Content-Length: 0\r\n") != NULL);
    got = request_of(t, a, NULL, "http", s.port, "DELETE", "/x", "");
    CHECK(got.ok && strncmp(got.response.body.ptr, "DELETE /x ", 10) == 0);
    got = request_of(t, a, NULL, "http", s.port, "GET", "/x", "");
    CHECK(got.ok && strncmp(got.response.body.ptr, "GET /x ", 7) == 0);
    CHECK(strstr(got.response.body.ptr, "Content-Length") == NULL);
    got = request_of(t, a, NULL, "http", s.port, "HEAD", "/x", "");
    CHECK(got.ok);
    CHECK_INT(got.response.status, 404);
    CHECK_INT(got.response.body.len, 0);
    got = request_of(t, a, NULL, "http", s.port, "POST", "/empty", "");
    CHECK(got.ok);
    CHECK_INT(got.response.status, 204);
    CHECK_STR(http_header_get(&got.response, "x-amzn-requestid"), "r-1");
    got = request_of(t, a, NULL, "http", s.port, "GET", "/gzip", "");
    CHECK(got.ok);
    CHECK_STR(got.response.body.ptr, "hello");
    CHECK_INT(atomic_load(&s.connections), 1);
    arena_free(a);
    t->free(t);
    server_stop(&s);
}

// libcurl would ask whether it may send a body of more than 1 MiB, and wait a second where nobody answers.
TEST(large_bodies_are_sent_at_once) {
    enum { LARGE = 1536 * 1024 };
    server s;
    server_start(&s, NULL);
    http_settings settings = {0};
    http_transport *t = http_curl_new(&settings);
    arena *a = arena_new();
    char *body = arena_array(a, LARGE + 1, 1);
    memset(body, 'x', LARGE);
    body[LARGE] = '\0';
    answer_got got = request_of(t, a, NULL, "http", s.port, "POST", "/expect", body);
    CHECK(got.ok);
    CHECK_STR(got.response.body.ptr, "at all");
    t->free(t);
    arena_free(a);
    server_stop(&s);
}

TEST(failures) {
    server s;
    server_start(&s, NULL);
    http_settings settings = {0};
    http_transport *t = http_curl_new(&settings);
    arena *a = arena_new();
    static const char *const retryable[] = {"/truncated", "/silent", "/garbage", "/hang"};
    for (size_t i = 0; i < sizeof retryable / sizeof *retryable; i++) {
        int64_t since = now_ms();
        answer_got got = request_of(t, a, NULL, "http", s.port, "POST", retryable[i], "x");
        if (!CHECK(!got.ok) || !CHECK(got.retryable) || !CHECK(got.message[0] != '\0') ||
            !CHECK(now_ms() - since < 5000)) {
            printf("  %s: %s\n", retryable[i], got.message);
        }
    }
    answer_got got = request_of(t, a, NULL, "http", s.port, "GET", "/big", "");
    CHECK(!got.ok && !got.retryable);
    CHECK_STR(got.message, "the answer is larger than 50000 bytes");
    got = request_of(t, a, NULL, "http", s.port, "GET", "/after", "");
    CHECK(got.ok);
    t->free(t);
    server_stop(&s);

    // Nobody listens there any more.
    t = http_curl_new(&settings);
    got = request_of(t, a, NULL, "http", s.port, "GET", "/", "");
    CHECK(!got.ok && got.retryable);
    CHECK(strstr(got.message, "Connection refused") != NULL);
    http_request r = {.method = "GET",
                      .url = "http://no-such-host.invalid/",
                      .connect_timeout_ms = 2000,
                      .stall_timeout_ms = 1000,
                      .max_response = 1000};
    CHECK(!t->send(t, a, NULL, &r, &got.response, &got.message, &got.retryable));
    CHECK(got.retryable);
    arena_free(a);
    t->free(t);
}

static void *fire_soon(void *stop) {
    usleep(300000);
    cancel_fire(stop);
    return NULL;
}

typedef struct stopped {
    bool before_sent_only; // which of the two latches is fired
    int64_t took_ms;
    const char *message;
} stopped;

// Asks a port that does not answer, and fires a latch after 300 ms.
static void ask_and_stop(arena *a, int port, const char *path, stopped *ret) {
    http_settings settings = {0};
    http_transport *t = http_curl_new(&settings);
    cancel *stop = cancel_new();
    pthread_t thread;
    pthread_create(&thread, NULL, fire_soon, stop);
    http_request r = {.method = "GET",
                      .url = arena_printf(a, "http://127.0.0.1:%d%s", port, path),
                      .stop_in_sending = ret->before_sent_only ? stop : NULL,
                      .connect_timeout_ms = 10000,
                      .stall_timeout_ms = 2000,
                      .max_response = 1000};
    http_response response;
    bool retryable = true;
    int64_t since = now_ms();
    CHECK(!t->send(t, a, ret->before_sent_only ? NULL : stop, &r, &response, &ret->message, &retryable));
    ret->took_ms = now_ms() - since;
    CHECK(retryable == (strcmp(ret->message, "stopped") != 0));
    pthread_join(thread, NULL);
    cancel_free(stop);
    t->free(t);
}

TEST(stopped_while_waiting) {
    server s;
    server_start(&s, NULL);
    arena *a = arena_new();
    stopped got = {0};
    ask_and_stop(a, s.port, "/hang", &got);
    CHECK_STR(got.message, "stopped");
    CHECK(got.took_ms < 1000);
    // What was sent may have done something: its answer is waited for.
    got = (stopped){.before_sent_only = true};
    ask_and_stop(a, s.port, "/hang", &got);
    CHECK(strstr(got.message, "too slow") != NULL || strstr(got.message, "Timeout") != NULL);
    CHECK(got.took_ms > 1500);
    arena_free(a);
    server_stop(&s);
}

// A socket whose queue is full: the kernel lets further connections wait.
TEST(stopped_before_there_is_a_connection) {
    enum { CALLERS = 4 };
    arena *a = arena_new();
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 0) == 0);
    CHECK(getsockname(listener, (struct sockaddr *)&address, &len) == 0);
    int callers[CALLERS];
    for (size_t i = 0; i < CALLERS; i++) {
        callers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)!connect(callers[i], (struct sockaddr *)&address, sizeof address); // the last ones wait
    }
    for (int only = 0; only < 2; only++) {
        stopped got = {.before_sent_only = only == 1};
        ask_and_stop(a, ntohs(address.sin_port), "/", &got);
        CHECK_STR(got.message, "stopped");
        CHECK(got.took_ms < 1000);
    }
    for (size_t i = 0; i < CALLERS; i++) {
        close(callers[i]);
    }
    close(listener);
    arena_free(a);
}

typedef struct caller {
    http_transport *t;
    int port;
    int failures;
} caller;

static void *call_often(void *data) {
    caller *c = data;
    for (int i = 0; i < CALLS_EACH; i++) {
        arena *a = arena_new();
        answer_got got = request_of(c->t, a, NULL, "http", c->port, "POST", "/x", "body");
        c->failures += !got.ok || got.response.status != 200;
        arena_free(a);
    }
    return NULL;
}

TEST(threads_share_connections) {
    server s;
    server_start(&s, NULL);
    http_settings settings = {0};
    http_transport *t = http_curl_new(&settings);
    pthread_t threads[CLIENTS];
    caller callers[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        callers[i] = (caller){.t = t, .port = s.port};
        pthread_create(&threads[i], NULL, call_often, &callers[i]);
    }
    int failures = 0;
    for (int i = 0; i < CLIENTS; i++) {
        pthread_join(threads[i], NULL);
        failures += callers[i].failures;
    }
    CHECK_INT(failures, 0);
    CHECK(atomic_load(&s.connections) <= CLIENTS);
    t->free(t);
    server_stop(&s);
}

// A certificate for localhost that signs itself.
static SSL_CTX *make_tls(const char *ca_path) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                               (const unsigned char *)"localhost", -1, -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    X509_EXTENSION *names = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "DNS:localhost");
    X509_add_ext(certificate, names, -1);
    X509_EXTENSION_free(names);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    FILE *file = fopen(ca_path, "wb");
    PEM_write_X509(file, certificate);
    fclose(file);
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(tls, certificate);
    SSL_CTX_use_PrivateKey(tls, key);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return tls;
}

TEST(tls_is_verified) {
    char trusted[] = "/tmp/caws-ca-XXXXXX";
    char foreign[] = "/tmp/caws-ca-XXXXXX";
    close(mkstemp(trusted));
    close(mkstemp(foreign));
    SSL_CTX *tls = make_tls(trusted);
    SSL_CTX_free(make_tls(foreign));
    server s;
    server_start(&s, tls);
    arena *a = arena_new();

    http_settings settings = {.ca_bundle = trusted};
    http_transport *t = http_curl_new(&settings);
    answer_got got = request_of(t, a, NULL, "https", s.port, "POST", "/x", "b");
    if (!CHECK(got.ok)) {
        printf("  %s\n", got.message);
    }
    CHECK(request_of(t, a, NULL, "https", s.port, "POST", "/x", "b").ok);
    CHECK_INT(atomic_load(&s.connections), 1);
    t->free(t);

    settings.ca_bundle = foreign;
    t = http_curl_new(&settings);
    got = request_of(t, a, NULL, "https", s.port, "POST", "/x", "b");
    CHECK(!got.ok && !got.retryable);
    CHECK(strstr(got.message, "certificate") != NULL);
    t->free(t);

    settings.ca_bundle = "/no/such/bundle";
    t = http_curl_new(&settings);
    got = request_of(t, a, NULL, "https", s.port, "POST", "/x", "b");
    CHECK(!got.ok && !got.retryable);
    CHECK_STR(got.message, "no trusted certificates could be read from /no/such/bundle");
    t->free(t);

    settings = (http_settings){.insecure = true};
    t = http_curl_new(&settings);
    CHECK(request_of(t, a, NULL, "https", s.port, "POST", "/x", "b").ok);
    t->free(t);

    arena_free(a);
    server_stop(&s);
    SSL_CTX_free(tls);
    unlink(trusted);
    unlink(foreign);
}

TEST(proxies) {
    server s;
    server_start(&s, NULL);
    arena *a = arena_new();
    const char *proxy = arena_printf(a, "http://127.0.0.1:%d", s.port);
    http_settings settings = {.http_proxy = proxy, .no_proxy = "direct.invalid"};
    http_transport *t = http_curl_new(&settings);
    http_request r = {.method = "GET",
                      .url = "http://away.invalid/y",
                      .connect_timeout_ms = 2000,
                      .stall_timeout_ms = 1000,
                      .max_response = 1000};
    http_response response = {.body = STR("")};
    const char *message = "";
    bool retryable = false;
    CHECK(t->send(t, a, NULL, &r, &response, &message, &retryable));
    CHECK(strncmp(response.body.ptr, "GET http://away.invalid/y HTTP/1.1\r\n", 36) == 0);
    r.url = "http://direct.invalid/y";
    CHECK(!t->send(t, a, NULL, &r, &response, &message, &retryable));
    // This machine is never behind a proxy.
    answer_got got = request_of(t, a, NULL, "http", s.port, "GET", "/own", "");
    CHECK(got.ok && strncmp(got.response.body.ptr, "GET /own HTTP/1.1\r\n", 19) == 0);
    t->free(t);
    arena_free(a);
    server_stop(&s);
}

static bool through_proxy(const http_settings *settings, arena *a, http_response *ret, const char **ret_message) {
    http_transport *t = http_curl_new(settings);
    http_request r = {.method = "GET",
                      .url = "http://away.invalid/y",
                      .connect_timeout_ms = 2000,
                      .stall_timeout_ms = 1000,
                      .max_response = 1000};
    bool retryable = false;
    bool ok = t->send(t, a, NULL, &r, ret, ret_message, &retryable);
    t->free(t);
    return ok;
}

TEST(proxies_with_tls) {
    char trusted[] = "/tmp/caws-ca-XXXXXX";
    char foreign[] = "/tmp/caws-ca-XXXXXX";
    close(mkstemp(trusted));
    close(mkstemp(foreign));
    SSL_CTX *tls = make_tls(trusted);
    SSL_CTX_free(make_tls(foreign));
    server s;
    server_start(&s, tls);
    arena *a = arena_new();
    http_settings settings = {.http_proxy = arena_printf(a, "https://localhost:%d", s.port), .ca_bundle = trusted};
    http_response response = {.body = STR("")};
    const char *message = "";
    if (!CHECK(through_proxy(&settings, a, &response, &message))) {
        printf("  %s\n", message);
    }
    CHECK(strncmp(response.body.ptr, "GET http://away.invalid/y HTTP/1.1\r\n", 36) == 0);
    settings.ca_bundle = foreign;
    CHECK(!through_proxy(&settings, a, &response, &message));
    CHECK(strstr(message, "certificate") != NULL);
    settings.insecure = true;
    CHECK(through_proxy(&settings, a, &response, &message));
    arena_free(a);
    server_stop(&s);
    SSL_CTX_free(tls);
    unlink(trusted);
    unlink(foreign);
}
