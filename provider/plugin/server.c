#include "plugin/server.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpc/slice.h>
#include <grpc/support/time.h>

#include "base/cancel.h"
#include "base/clock.h"
#include "base/fatal.h"
#include "base/log.h"
#include "plugin/grpc_library.h"
#include "plugin/pool.h"

enum {
    MESSAGE_MAX = 256 << 20,
    QUICK_MESSAGE_MAX = 64 << 10, // takes a millisecond or two
    WORKERS_MAX = 256,
    CALLS_AHEAD = 4,           // calls that gRPC may take before the poller is back
    READ_MS = 100,             // for clients to read the answers of calls that the stop cut short
    HANG_UP_MS = 200,          // for clients to read their last answers and hang up
    CANCELLED_GRACE_MS = 5000, // for calls to notice that they were cancelled
    LIBRARY_END_MS = 100,      // for gRPC to end its own threads
    HANDSHAKE_TIMEOUT_MS = 10000,
};

// What a completion queue gives back. The queue's own locks order what threads see of an event's owner; that the
// handler is an atomic tells ThreadSanitizer so, which cannot see into gRPC.
typedef struct event event;
typedef void (*event_handler)(event *e, bool ok);
struct event {
    _Atomic(event_handler) handler;
};

typedef struct call call;
struct call {
    event event; // first, so that an event is its call
    pool_task task;
    server *server;
    grpc_call *grpc;
    grpc_call_details details;
    grpc_metadata_array metadata;
    const rpc_method *method;
    grpc_byte_buffer *request;
    grpc_byte_buffer *response;
    grpc_slice status_text;
    bool is_worked; // by a worker
    int cancelled;
    call *previous, *next; // open streams
};

struct server {
    const plugin *plugin;
    grpc_server *grpc;
    grpc_completion_queue *queue;
    pool *workers;
    pthread_t poller;
    event shut_down_event;

    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stopping;
    bool shut_down;
    size_t calls;    // requested, under way or streaming
    size_t arrivals; // calls that ever came
    size_t worked;   // calls that are a worker's, or whose answer is under way
    call *streams;
};

// Before the event's operation is started.
static void expect(event *e, event_handler handler) {
    atomic_store_explicit(&e->handler, handler, memory_order_release);
}

static void handle(event *e, bool ok) {
    event_handler handler = atomic_load_explicit(&e->handler, memory_order_acquire);
    handler(e, ok);
}

// One thread polls: a second one would make gRPC hand each event over between them, which takes longer than the event.
static void *poll_queue(void *data) {
    server *s = data;
    for (;;) {
        grpc_event got = grpc_completion_queue_next(s->queue, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
        if (got.type == GRPC_QUEUE_SHUTDOWN) {
            return NULL;
        }
        handle(got.tag, got.success != 0);
    }
}

// ---- the end of a call ----

static void call_free(call *c) {
    server *s = c->server;
    grpc_byte_buffer_destroy(c->request);
    grpc_byte_buffer_destroy(c->response);
    grpc_slice_unref(c->status_text);
    grpc_call_details_destroy(&c->details);
    grpc_metadata_array_destroy(&c->metadata);
    if (c->grpc != NULL) {
        grpc_call_unref(c->grpc);
    }
    bool is_worked = c->is_worked;
    free(c);
    pthread_mutex_lock(&s->lock);
    s->calls--;
    s->worked -= is_worked;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

static void start(call *c, const grpc_op *ops, size_t count, event_handler handler) {
    grpc_call *grpc = c->grpc;
    expect(&c->event, handler); // from here on the call is its handler's
    grpc_call_error error = grpc_call_start_batch(grpc, ops, count, &c->event, NULL);
    if (error != GRPC_CALL_OK) { // a batch that gRPC finds wrong: ours are fixed, so this does not happen
        LOG(LOG_ERROR, "gRPC refused a batch", "error", grpc_call_error_to_string(error));
        call_free(c);
    }
}

static void answered(event *e, bool ok) {
    (void)ok; // the client is gone, or it is not: the call is over
    call_free((call *)e);
}

// As start, and handles the event that comes of it if it comes at once: the poller would have to be woken for it.
static void start_and_end(server *s, call *c, const grpc_op *ops, size_t count, event_handler handler) {
    static _Thread_local bool is_inner; // an event that is handled here may answer another call
    if (is_inner) {
        start(c, ops, count, handler);
        return;
    }
    is_inner = true;
    void *tag = NULL;
    int ok = 0;
    grpc_completion_queue_thread_local_cache_init(s->queue);
    start(c, ops, count, handler);
    if (grpc_completion_queue_thread_local_cache_flush(s->queue, &tag, &ok) != 0) {
        handle(tag, ok != 0);
    }
    is_inner = false;
}

// Sends c->response when there is one, and the status.
static void answer(call *c, grpc_status_code status, const char *text) {
    grpc_op ops[4] = {{.op = GRPC_OP_SEND_INITIAL_METADATA},
                      {.op = GRPC_OP_SEND_STATUS_FROM_SERVER, .data.send_status_from_server.status = status},
                      {.op = GRPC_OP_RECV_CLOSE_ON_SERVER, .data.recv_close_on_server.cancelled = &c->cancelled}};
    size_t count = 3;
    if (text != NULL) {
        c->status_text = grpc_slice_from_copied_string(text);
        ops[1].data.send_status_from_server.status_details = &c->status_text;
    }
    if (c->response != NULL) {
        ops[count++] = (grpc_op){.op = GRPC_OP_SEND_MESSAGE, .data.send_message.send_message = c->response};
    }
    start_and_end(c->server, c, ops, count, answered);
}

// ---- unary calls ----

static void *proto_alloc(void *data, size_t size) {
    return arena_alloc(data, size);
}

static void proto_free(void *data, void *pointer) {
    (void)data; // goes with the arena
    (void)pointer;
}

// The request message, in the arena; NULL when it cannot be read. The bytes of it are given back to gRPC.
static ProtobufCMessage *read_request(call *c, arena *a) {
    grpc_byte_buffer_reader reader;
    if (grpc_byte_buffer_reader_init(&reader, c->request) == 0) {
        return NULL;
    }
    grpc_slice bytes = grpc_byte_buffer_reader_readall(&reader);
    grpc_byte_buffer_reader_destroy(&reader);
    grpc_byte_buffer_destroy(c->request);
    c->request = NULL;
    ProtobufCAllocator allocator = {.alloc = proto_alloc, .free = proto_free, .allocator_data = a};
    ProtobufCMessage *message = protobuf_c_message_unpack(c->method->request, &allocator, GRPC_SLICE_LENGTH(bytes),
                                                          GRPC_SLICE_START_PTR(bytes));
    if (c->method->secret) {
        explicit_bzero(GRPC_SLICE_START_PTR(bytes), GRPC_SLICE_LENGTH(bytes)); // our copy of what came in
    }
    grpc_slice_unref(bytes);
    return message;
}

static grpc_byte_buffer *write_response(const ProtobufCMessage *message) {
    grpc_slice bytes = grpc_slice_malloc(protobuf_c_message_get_packed_size(message));
    protobuf_c_message_pack(message, GRPC_SLICE_START_PTR(bytes));
    grpc_byte_buffer *buffer = grpc_raw_byte_buffer_create(&bytes, 1);
    grpc_slice_unref(bytes);
    return buffer;
}

// For the log lines of one call: enough to tell it from others.
static const char *request_id(arena *a) {
    if (!log_enabled(LOG_ERROR)) {
        return NULL;
    }
    return arena_printf(a, "%016jx%016jx", (uintmax_t)random_below(UINT64_MAX), (uintmax_t)random_below(UINT64_MAX));
}

static void log_served(const rpc_call *c, int64_t started_ms) {
    if (!log_enabled(LOG_DEBUG)) {
        return;
    }
    arena *a = c->engine.arena;
    const clock_source *clock = clock_system();
    LOG(LOG_DEBUG, "Served request", "tf_req_duration_ms",
        arena_printf(a, "%jd", (intmax_t)(clock->monotonic_ms(clock) - started_ms)), "diagnostic_error_count",
        arena_printf(a, "%zu", c->engine.diags.error_count));
}

// Runs the handler and answers.
static void serve(call *c) {
    const plugin *p = c->server->plugin;
    const clock_source *clock = clock_system();
    int64_t started_ms = clock->monotonic_ms(clock);
    arena *a = c->method->secret ? arena_new_secret() : arena_new();
    rpc_call rpc = {.plugin = p,
                    .name = strrchr(c->method->path, '/') + 1,
                    .engine = {.engine = p->engine, .arena = a, .stop = engine_cancel(p->engine), .diags.arena = a}};
    rpc.request_id = request_id(a);
    log_thread_fields(rpc.request_id, rpc.name, NULL);
    LOG(LOG_TRACE, "Received request");
    engine_heard(p->engine);
    const ProtobufCMessage *request = read_request(c, a);
    if (request == NULL) {
        rpc.status = GRPC_STATUS_INTERNAL;
        rpc.status_text = "the request is no message of the expected type";
    } else {
        const ProtobufCMessage *response = c->method->handle(&rpc, request);
        if (rpc.status == GRPC_STATUS_OK) {
            c->response = write_response(response);
        }
    }
    log_served(&rpc, started_ms);
    log_thread_fields(NULL, NULL, NULL);
    answer(c, rpc.status, rpc.status_text); // copies the text
    arena_free(a);
}

static void run_task(pool_task *task) {
    serve((call *)((char *)task - offsetof(call, task)));
}

// Most calls of a plan compute for less time than it takes to wake a thread for them.
static bool is_quick(const call *c) {
    return c->method->quick != NULL && grpc_byte_buffer_length(c->request) <= QUICK_MESSAGE_MAX &&
           c->method->quick(c->server->plugin);
}

static void received(event *e, bool ok) {
    call *c = (call *)e;
    if (!ok || c->request == NULL) {
        answer(c, GRPC_STATUS_INTERNAL, "the call came without a message");
    } else if (is_quick(c)) {
        serve(c);
    } else {
        server *s = c->server;
        c->is_worked = true;
        c->task.run = run_task;
        pthread_mutex_lock(&s->lock);
        s->worked++;
        pthread_mutex_unlock(&s->lock);
        pool_submit(s->workers, &c->task);
    }
}

static void receive(call *c) {
    grpc_op op = {.op = GRPC_OP_RECV_MESSAGE, .data.recv_message.recv_message = &c->request};
    start(c, &op, 1, received);
}

// ---- streams ----

static void stream_closed(event *e, bool ok) {
    (void)ok;
    call *c = (call *)e;
    server *s = c->server;
    pthread_mutex_lock(&s->lock);
    if (c->previous != NULL) {
        c->previous->next = c->next;
    } else {
        s->streams = c->next;
    }
    if (c->next != NULL) {
        c->next->previous = c->previous;
    }
    pthread_mutex_unlock(&s->lock);
    if (c->method->closed != NULL) {
        c->method->closed(s->plugin);
    }
    call_free(c);
}

static void open_stream(call *c) {
    server *s = c->server;
    grpc_op ops[] = {{.op = GRPC_OP_SEND_INITIAL_METADATA},
                     {.op = GRPC_OP_RECV_CLOSE_ON_SERVER, .data.recv_close_on_server.cancelled = &c->cancelled}};
    // Under the lock: the stream may be closed, and server_stop may cancel it, from the moment it is in the list.
    pthread_mutex_lock(&s->lock);
    c->next = s->streams;
    if (s->streams != NULL) {
        s->streams->previous = c;
    }
    s->streams = c;
    expect(&c->event, stream_closed);
    grpc_call_error error = grpc_call_start_batch(c->grpc, ops, sizeof ops / sizeof *ops, &c->event, NULL);
    if (s->stopping) {
        grpc_call_cancel(c->grpc, NULL);
    }
    pthread_mutex_unlock(&s->lock);
    if (error != GRPC_CALL_OK) {
        stream_closed(&c->event, false);
    }
}

// ---- new calls ----

static const rpc_method *find_in(const rpc_method *methods, size_t count, grpc_slice path) {
    for (size_t i = 0; i < count; i++) {
        if (grpc_slice_str_cmp(path, methods[i].path) == 0) {
            return &methods[i];
        }
    }
    return NULL;
}

static const rpc_method *find_method(grpc_slice path) {
    const rpc_method *m = find_in(provider_methods, provider_method_count, path);
    return m != NULL ? m : find_in(host_methods, host_method_count, path);
}

static void arrived(event *e, bool ok);

// Lets gRPC take one more call.
static void request_call(server *s) {
    call *c = calloc(1, sizeof *c);
    if (c == NULL) {
        fatal("out of memory");
    }
    c->server = s;
    c->status_text = grpc_empty_slice();
    grpc_call_details_init(&c->details);
    grpc_metadata_array_init(&c->metadata);
    pthread_mutex_lock(&s->lock);
    s->calls++;
    pthread_mutex_unlock(&s->lock);
    expect(&c->event, arrived);
    if (grpc_server_request_call(s->grpc, &c->grpc, &c->details, &c->metadata, s->queue, s->queue, &c->event) !=
        GRPC_CALL_OK) {
        call_free(c);
    }
}

static void arrived(event *e, bool ok) {
    call *c = (call *)e;
    server *s = c->server;
    if (!ok) { // the server is shut down
        call_free(c);
        return;
    }
    pthread_mutex_lock(&s->lock);
    bool stopping = s->stopping;
    s->arrivals++;
    pthread_mutex_unlock(&s->lock);
    if (!stopping) {
        request_call(s);
    }
    c->method = find_method(c->details.method);
    if (c->method == NULL) {
        answer(c, GRPC_STATUS_UNIMPLEMENTED, "this provider has no such method");
    } else if (c->method->request == NULL) {
        open_stream(c);
    } else {
        receive(c);
    }
}

// ---- start ----

static grpc_server_credentials *make_credentials(const certificate *own, const char *client_ca) {
    if (client_ca == NULL) {
        return grpc_insecure_server_credentials_create();
    }
    grpc_ssl_pem_key_cert_pair pair = {.private_key = own->key_pem, .cert_chain = own->cert_pem};
    grpc_ssl_server_certificate_config *config = grpc_ssl_server_certificate_config_create(client_ca, &pair, 1);
    // The options own the configuration, and the credentials own the options.
    return grpc_ssl_server_credentials_create_with_options(grpc_ssl_server_credentials_create_options_using_config(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY, config));
}

static bool listen_on(server *s, const char *socket_path, const certificate *own, const char *client_ca) {
    arena *a = arena_new();
    grpc_server_credentials *credentials = make_credentials(own, client_ca);
    int bound = credentials == NULL
                    ? 0
                    : grpc_server_add_http2_port(s->grpc, arena_printf(a, "unix:%s", socket_path), credentials);
    if (credentials != NULL) {
        grpc_server_credentials_release(credentials);
    }
    arena_free(a);
    return bound != 0;
}

server *server_start(const plugin *p, const char *socket_path, const certificate *own, const char *client_ca) {
    grpc_library_start();
    server *s = calloc(1, sizeof *s);
    pool *workers = pool_new(WORKERS_MAX);
    if (s == NULL || workers == NULL) {
        fatal("out of memory");
    }
    s->plugin = p;
    s->workers = workers;
    pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&s->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    grpc_arg args[] = {
        {.type = GRPC_ARG_INTEGER, .key = (char *)GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH, .value.integer = MESSAGE_MAX},
        {.type = GRPC_ARG_INTEGER, .key = (char *)GRPC_ARG_ENABLE_CHANNELZ, .value.integer = 0},
        {.type = GRPC_ARG_INTEGER,
         .key = (char *)GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
         .value.integer = HANDSHAKE_TIMEOUT_MS},
    };
    grpc_channel_args channel_args = {.num_args = sizeof args / sizeof *args, .args = args};
    s->grpc = grpc_server_create(&channel_args, NULL);
    s->queue = grpc_completion_queue_create_for_next(NULL);
    grpc_server_register_completion_queue(s->grpc, s->queue, NULL);
    bool listening = listen_on(s, socket_path, own, client_ca);
    grpc_server_start(s->grpc);
    bool polling = pthread_create(&s->poller, NULL, poll_queue, s) == 0;
    if (listening && polling) {
        for (int i = 0; i < CALLS_AHEAD; i++) {
            request_call(s);
        }
        return s;
    }
    if (polling && server_stop(s, 0)) {
        (void)server_free(s);
    }
    return NULL; // without a poller nothing can be ended in order; the process ends anyway
}

// ---- stop ----

static void on_shut_down(event *e, bool ok) {
    (void)ok;
    server *s = (server *)((char *)e - offsetof(server, shut_down_event));
    pthread_mutex_lock(&s->lock);
    s->shut_down = true;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

static bool nothing_worked(const server *s) {
    return s->worked == 0;
}

static bool no_calls(const server *s) {
    return s->calls == 0;
}

static bool all_over(const server *s) {
    return s->calls == 0 && s->shut_down;
}

// With the lock held. True when the condition holds within the time.
static bool wait_until(server *s, bool (*condition)(const server *s), int timeout_ms) {
    const struct timespec until = clock_moment_in(timeout_ms);
    while (!condition(s)) {
        if (pthread_cond_timedwait(&s->changed, &s->lock, &until) != 0) {
            return condition(s);
        }
    }
    return true;
}

// With the lock held. Besides the calls under way there are those that gRPC may take, and the streams.
static size_t under_way(const server *s) {
    size_t others = CALLS_AHEAD;
    for (const call *c = s->streams; c != NULL; c = c->next) {
        others++;
    }
    return s->calls > others ? s->calls - others : 0;
}

bool server_is_quiet(server *s, int for_ms) {
    pthread_mutex_lock(&s->lock);
    size_t before = s->arrivals;
    pthread_mutex_unlock(&s->lock);
    (void)cancel_sleep(NULL, for_ms);
    pthread_mutex_lock(&s->lock);
    bool quiet = s->arrivals == before && under_way(s) == 0;
    pthread_mutex_unlock(&s->lock);
    return quiet;
}

// With the lock held. What the workers are at is answered, and the answers are read: gRPC hangs up as soon as the last
// call is answered, and a client that fails to write then may not read any more. False when it takes too long.
static bool finish_work(server *s, int grace_ms) {
    if (s->worked == 0) {
        return true;
    }
    if (!wait_until(s, nothing_worked, grace_ms)) {
        return false;
    }
    pthread_mutex_unlock(&s->lock);
    (void)cancel_sleep(NULL, READ_MS);
    pthread_mutex_lock(&s->lock);
    return true;
}

bool server_stop(server *s, int grace_ms) {
    pthread_mutex_lock(&s->lock);
    s->stopping = true;
    bool finished = finish_work(s, grace_ms);
    expect(&s->shut_down_event, on_shut_down);
    grpc_server_shutdown_and_notify(s->grpc, s->queue, &s->shut_down_event);
    for (call *c = s->streams; c != NULL; c = c->next) {
        grpc_call_cancel(c->grpc, NULL);
    }
    // The server is shut down once its clients have hung up, as they are told to; one that does not is cut off.
    bool ended = finished && wait_until(s, no_calls, grace_ms) && wait_until(s, all_over, HANG_UP_MS);
    if (!ended) {
        grpc_server_cancel_all_calls(s->grpc);
        ended = wait_until(s, all_over, CANCELLED_GRACE_MS);
    }
    pthread_mutex_unlock(&s->lock);
    return ended;
}

bool server_free(server *s) {
    grpc_completion_queue_shutdown(s->queue);
    pthread_join(s->poller, NULL);
    pool_free(s->workers);
    grpc_server_destroy(s->grpc);
    grpc_completion_queue_destroy(s->queue);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
    free(s);
    return grpc_library_end(LIBRARY_END_MS);
}
