// How the process ends: asked by the host, by a signal, or because the host is gone. In order each time: status 0, no
// socket left.
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client.h"
#include "engine/engine.h"
#include "engine/msgpack.h"
#include "proto/grpc_controller.pb-c.h"
#include "proto/tfplugin6.pb-c.h"
#include "unit/test.h"

enum { PROMPTLY_MS = 1900 }; // a host kills two seconds after it asked

static client *start(const char *const *set) {
    client *c = client_start(&(client_options){.set = set});
    client_connect(c, CLIENT_OWN);
    CHECK(client_open_stream(c, "/plugin.GRPCStdio/StreamStdio"));
    CHECK(client_open_stream(c, "/plugin.GRPCBroker/StartStream"));
    return c;
}

// Checks that it ends well within the time, and frees it.
static void check_end(client *c, int within_ms) {
    char *path = strdup(client_field(c, 3));
    CHECK_INT(client_wait(c, within_ms), 0);
    CHECK(access(path, F_OK) != 0);
    *strrchr(path, '/') = '\0';
    CHECK(access(path, F_OK) != 0);
    free(path);
    client_free(c);
}

static grpc_status_code ask_for_shutdown(client *c) {
    Plugin__Empty empty = PLUGIN__EMPTY__INIT;
    ProtobufCMessage *got;
    grpc_status_code status =
        client_call(c, "/plugin.GRPCController/Shutdown", &empty.base, &plugin__empty__descriptor, &got);
    if (got != NULL) {
        protobuf_c_message_free_unpacked(got, NULL);
    }
    return status;
}

TEST(shutdown_is_answered_and_done) {
    client *c = start(NULL);
    CHECK_INT(ask_for_shutdown(c), GRPC_STATUS_OK);
    check_end(c, PROMPTLY_MS);
}

TEST(sigterm_ends_it) {
    client *c = start(NULL);
    kill(client_pid(c), SIGTERM);
    check_end(c, PROMPTLY_MS);
}

TEST(sighup_ends_it) {
    client *c = start(NULL);
    kill(client_pid(c), SIGHUP);
    check_end(c, PROMPTLY_MS);
}

TEST(sigint_is_the_hosts_affair) {
    client *c = start(NULL);
    kill(client_pid(c), SIGINT);
    CHECK_INT(client_wait(c, 300), -1);
    CHECK_INT(ask_for_shutdown(c), GRPC_STATUS_OK);
    check_end(c, PROMPTLY_MS);
}

TEST(a_closed_stdio_stream_ends_it) {
    client *c = start(NULL);
    client_disconnect(c);
    check_end(c, PROMPTLY_MS);
}

TEST(a_host_that_dies_before_it_connects_ends_it) {
    client *c = client_start(&(client_options){.pipe_stderr = true});
    client_close_stderr(c);
    check_end(c, PROMPTLY_MS);
}

TEST(a_signal_right_after_the_handshake_ends_it) {
    for (int i = 0; i < 20; i++) {
        client *c = client_start(&(client_options){0});
        kill(client_pid(c), SIGTERM);
        check_end(c, 10000);
    }
}

// ---- with calls under way ----

enum { SLOW_CALLS = 40 };

typedef struct slow_call {
    client *client;
    pthread_t thread;
    const void *config;
    size_t config_len;
    bool answered;
} slow_call;

// ConfigureProvider asks AWS who the caller is; the endpoint never answers.
static void *configure(void *data) {
    slow_call *s = data;
    Tfplugin6__DynamicValue config;
    tfplugin6__dynamic_value__init(&config);
    config.msgpack = (ProtobufCBinaryData){.data = (uint8_t *)s->config, .len = s->config_len};
    Tfplugin6__ConfigureProvider__Request request;
    tfplugin6__configure_provider__request__init(&request);
    request.config = &config;
    ProtobufCMessage *got;
    grpc_status_code status = client_call(s->client, "/tfplugin6.Provider/ConfigureProvider", &request.base,
                                          &tfplugin6__configure_provider__response__descriptor, &got);
    s->answered =
        status == GRPC_STATUS_OK && got != NULL && ((Tfplugin6__ConfigureProvider__Response *)got)->n_diagnostics > 0;
    if (got != NULL) {
        protobuf_c_message_free_unpacked(got, NULL);
    }
    return NULL;
}

typedef struct slow_calls {
    arena *arena;
    int endpoint;
    int connections[SLOW_CALLS]; // one of each call
    client *client;
    slow_call calls[SLOW_CALLS];
} slow_calls;

static void slow_start(slow_calls *s) {
    int port;
    s->arena = arena_new();
    s->endpoint = hanging_endpoint(&port);
    const char *set[] = {arena_printf(s->arena, "AWS_ENDPOINT_URL=http://127.0.0.1:%d", port),
                         "AWS_ACCESS_KEY_ID=AKIDEXAMPLE",
                         "AWS_SECRET_ACCESS_KEY=secret",
                         "AWS_REGION=us-east-1",
                         "AWS_EC2_METADATA_DISABLED=true",
                         NULL};
    s->client = start(set);
    const void *config;
    size_t len;
    CHECK(msgpack_encode(s->arena, engine_provider_block.type, value_object_new(s->arena), &config, &len));
    for (int i = 0; i < SLOW_CALLS; i++) {
        s->calls[i] = (slow_call){.client = s->client, .config = config, .config_len = len};
        pthread_create(&s->calls[i].thread, NULL, configure, &s->calls[i]);
    }
    for (int i = 0; i < SLOW_CALLS; i++) { // all calls are under way when each has connected
        struct pollfd on = {.fd = s->endpoint, .events = POLLIN};
        s->connections[i] = CHECK_INT(poll(&on, 1, 20000), 1) ? accept4(s->endpoint, NULL, NULL, SOCK_CLOEXEC) : -1;
    }
}

// All of them were answered, with a diagnostic.
static void slow_end(slow_calls *s) {
    int answered = 0;
    for (int i = 0; i < SLOW_CALLS; i++) {
        pthread_join(s->calls[i].thread, NULL);
        answered += s->calls[i].answered;
    }
    CHECK_INT(answered, SLOW_CALLS);
    for (int i = 0; i < SLOW_CALLS; i++) {
        close(s->connections[i]);
    }
    close(s->endpoint);
    arena_free(s->arena);
}

TEST(stop_is_not_kept_waiting_by_slow_calls_and_ends_them) {
    slow_calls s;
    slow_start(&s);
    void *got;
    size_t len;
    int64_t asked = now_ms();
    CHECK_INT(client_call_bytes(s.client, "/tfplugin6.Provider/StopProvider", "", 0, 10000, &got, &len),
              GRPC_STATUS_OK);
    CHECK(now_ms() - asked < 1000);
    free(got);
    slow_end(&s);
    CHECK(now_ms() - asked < 5000);
    CHECK_INT(ask_for_shutdown(s.client), GRPC_STATUS_OK);
    check_end(s.client, PROMPTLY_MS);
}

TEST(calls_under_way_are_answered_before_sigterm_ends_it) {
    slow_calls s;
    slow_start(&s);
    kill(client_pid(s.client), SIGTERM);
    slow_end(&s);
    check_end(s.client, PROMPTLY_MS);
}

TEST(calls_under_way_are_answered_before_shutdown_ends_it) {
    slow_calls s;
    slow_start(&s);
    CHECK_INT(ask_for_shutdown(s.client), GRPC_STATUS_OK);
    slow_end(&s);
    check_end(s.client, PROMPTLY_MS);
}
