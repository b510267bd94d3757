#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc_security.h>
#include <grpc/slice.h>
#include <grpc/support/time.h>

#include "plugin/certificate.h"

extern char **environ;

static const char COOKIE[] = "TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

enum { STREAMS_MAX = 8, CALL_TIMEOUT_MS = 60000, ORDERLY_END_MS = 10000 };

struct client {
    pid_t pid; // 0: gone
    int exit_code;
    FILE *out;
    int err;
    bool err_is_pipe;
    char *line;
    char *next_line;
    char *field;
    char *err_text;
    certificate own;
    grpc_channel *channel;
    grpc_completion_queue *stream_queue;
    grpc_call *streams[STREAMS_MAX];
    int stream_count;
};

static void need(bool ok, const char *what) {
    if (!ok) {
        fprintf(stderr, "the test itself failed: %s (%s)\n", what, strerror(errno));
        exit(2);
    }
}

int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

// ---- the process ----

// Ours but for what a host sets, which the tests' own host may have set too.
static bool is_inherited(const char *setting) {
    static const char *const not_inherited[] = {"TF_PLUGIN_MAGIC_COOKIE=", "PLUGIN_", "TF_LOG", "AWS_"};
    for (size_t i = 0; i < sizeof not_inherited / sizeof *not_inherited; i++) {
        if (strncmp(setting, not_inherited[i], strlen(not_inherited[i])) == 0) {
            return false;
        }
    }
    return true;
}

static size_t list_length(const char *const *list) {
    size_t n = 0;
    while (list != NULL && list[n] != NULL) {
        n++;
    }
    return n;
}

// NULL-terminated; only the array is the caller's. Settings of the options come first, because getenv takes the first.
static char **make_environment(const client_options *o, const char *certificate_setting) {
    size_t inherited = list_length((const char *const *)environ);
    char **settings = calloc(list_length(o->set) + inherited + 4, sizeof *settings);
    need(settings != NULL, "memory");
    size_t n = 0;
    for (size_t i = 0; i < list_length(o->set); i++) {
        settings[n++] = (char *)o->set[i];
    }
    if (!o->by_hand) {
        settings[n++] = (char *)COOKIE;
        settings[n++] = (char *)"PLUGIN_PROTOCOL_VERSIONS=5,6";
        if (!o->no_certificate) {
            settings[n++] = (char *)certificate_setting;
        }
    }
    for (size_t i = 0; i < inherited; i++) {
        if (is_inherited(environ[i])) {
            settings[n++] = environ[i];
        }
    }
    return settings;
}

static char **make_arguments(const client_options *o, const char *program) {
    size_t count = list_length(o->arguments);
    char **arguments = calloc(count + 2, sizeof *arguments);
    need(arguments != NULL, "memory");
    arguments[0] = (char *)program;
    for (size_t i = 0; i < count; i++) {
        arguments[i + 1] = (char *)o->arguments[i];
    }
    return arguments;
}

static void spawn(client *c, const client_options *o, int out, int err) {
    const char *program = getenv("CAWS_PLUGIN");
    need(program != NULL, "CAWS_PLUGIN is not set");
    char *certificate_setting;
    need(asprintf(&certificate_setting, "PLUGIN_CLIENT_CERT=%s", c->own.cert_pem) > 0, "memory");
    char **settings = make_environment(o, certificate_setting);
    char **arguments = make_arguments(o, program);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    errno = posix_spawn(&c->pid, program, &actions, NULL, arguments, settings);
    need(errno == 0, program);
    posix_spawn_file_actions_destroy(&actions);
    free(arguments);
    free(settings);
    free(certificate_setting);
}

static char *read_line(FILE *f) {
    char *line = NULL;
    size_t cap = 0;
    ssize_t len = getline(&line, &cap, f);
    if (len <= 0) {
        free(line);
        return strdup("");
    }
    if (line[len - 1] == '\n') {
        line[len - 1] = '\0';
    }
    return line;
}

client *client_start(const client_options *options) {
    grpc_init();
    client *c = calloc(1, sizeof *c);
    need(c != NULL && certificate_make(&c->own), "certificate");
    int out[2];
    int err[2] = {-1, -1};
    need(pipe2(out, O_CLOEXEC) == 0, "pipe");
    c->err_is_pipe = options->pipe_stderr;
    if (c->err_is_pipe) {
        need(pipe2(err, O_CLOEXEC) == 0, "pipe");
        c->err = err[0];
    } else {
        c->err = err[1] = memfd_create("stderr", MFD_CLOEXEC);
        need(c->err >= 0, "memfd");
    }
    spawn(c, options, out[1], err[1]);
    close(out[1]);
    if (c->err_is_pipe) {
        close(err[1]);
    }
    c->out = fdopen(out[0], "r");
    need(c->out != NULL, "fdopen");
    c->line = read_line(c->out);
    return c;
}

void client_free(client *c) {
    client_disconnect(c);
    if (c->pid != 0) { // in order where it can, so that it removes its socket and shows what it leaks
        kill(c->pid, SIGTERM);
        if (client_wait(c, ORDERLY_END_MS) < 0) {
            kill(c->pid, SIGKILL);
            waitpid(c->pid, NULL, 0);
        }
    }
    fclose(c->out);
    if (c->err >= 0) {
        close(c->err);
    }
    certificate_free(&c->own);
    free(c->line);
    free(c->next_line);
    free(c->field);
    free(c->err_text);
    free(c);
    grpc_shutdown_blocking();
}

pid_t client_pid(const client *c) {
    return c->pid;
}

const char *client_line(const client *c) {
    return c->line;
}

const char *client_field(client *c, int index) {
    const char *at = c->line;
    for (; index > 0; index--) {
        at = strchr(at, '|');
        if (at == NULL) {
            return "";
        }
        at++;
    }
    free(c->field);
    c->field = strndup(at, strcspn(at, "|"));
    return c->field;
}

const char *client_next_line(client *c) {
    free(c->next_line);
    c->next_line = read_line(c->out);
    return c->next_line;
}

const char *client_stderr(client *c) {
    off_t len = lseek(c->err, 0, SEEK_END);
    need(!c->err_is_pipe && len >= 0, "stderr");
    free(c->err_text);
    c->err_text = calloc(1, (size_t)len + 1);
    need(c->err_text != NULL && pread(c->err, c->err_text, (size_t)len, 0) == len, "stderr");
    return c->err_text;
}

void client_close_stderr(client *c) {
    close(c->err);
    c->err = -1;
}

int client_wait(client *c, int timeout_ms) {
    for (int64_t until = now_ms() + timeout_ms; c->pid != 0; usleep(2000)) {
        int status;
        pid_t done = waitpid(c->pid, &status, WNOHANG);
        if (done == c->pid) {
            c->pid = 0;
            c->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        } else if (now_ms() > until) {
            return -1;
        }
    }
    return c->exit_code;
}

// ---- the connection ----

// The certificate of the handshake line, as PEM: the only one that the channel trusts.
static char *server_certificate(client *c) {
    const char *base64 = client_field(c, 5);
    char *pem = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&pem, &len);
    need(f != NULL, "memory");
    fputs("-----BEGIN CERTIFICATE-----\n", f);
    for (size_t i = 0; base64[i] != '\0'; i++) {
        if (i > 0 && i % 64 == 0) { // not after the last one: OpenSSL takes no empty line
            fputc('\n', f);
        }
        fputc(base64[i], f);
    }
    for (size_t i = strlen(base64); i % 4 != 0; i++) {
        fputc('=', f);
    }
    fputs("\n-----END CERTIFICATE-----\n", f);
    fclose(f);
    return pem;
}

static grpc_channel_credentials *make_credentials(client *c, client_identity identity) {
    if (identity == CLIENT_PLAIN) {
        return grpc_insecure_credentials_create();
    }
    certificate foreign = {0};
    need(identity != CLIENT_FOREIGN || certificate_make(&foreign), "certificate");
    const certificate *shown = identity == CLIENT_FOREIGN ? &foreign : &c->own;
    grpc_ssl_pem_key_cert_pair pair = {.private_key = shown->key_pem, .cert_chain = shown->cert_pem};
    char *trusted = server_certificate(c);
    grpc_channel_credentials *credentials =
        grpc_ssl_credentials_create_ex(trusted, identity == CLIENT_NONE ? NULL : &pair, NULL, NULL);
    free(trusted);
    certificate_free(&foreign);
    return credentials;
}

static void open_channel(client *c, const char *socket_path, client_identity identity) {
    client_disconnect(c);
    grpc_arg args[] = {
        {.type = GRPC_ARG_STRING,
         .key = (char *)GRPC_SSL_TARGET_NAME_OVERRIDE_ARG,
         .value.string = (char *)"localhost"},
        {.type = GRPC_ARG_INTEGER, .key = (char *)GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH, .value.integer = -1},
        {.type = GRPC_ARG_INTEGER, .key = (char *)GRPC_ARG_ENABLE_RETRIES, .value.integer = 0},
        {.type = GRPC_ARG_INTEGER, .key = (char *)GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, .value.integer = 1},
    };
    grpc_channel_args channel_args = {.num_args = sizeof args / sizeof *args, .args = args};
    grpc_channel_credentials *credentials = make_credentials(c, identity);
    char *target;
    need(asprintf(&target, "unix:%s", socket_path) > 0, "memory");
    c->channel = grpc_channel_create(target, credentials, &channel_args);
    c->stream_queue = grpc_completion_queue_create_for_pluck(NULL);
    free(target);
    grpc_channel_credentials_release(credentials);
}

void client_connect(client *c, client_identity identity) {
    char *socket_path = strdup(client_field(c, 3)); // the credentials ask for another field
    need(socket_path != NULL, "memory");
    open_channel(c, socket_path, identity);
    free(socket_path);
}

void client_connect_to(client *c, const char *socket_path) {
    open_channel(c, socket_path, CLIENT_PLAIN);
}

static void drain(grpc_completion_queue *queue) {
    grpc_completion_queue_shutdown(queue);
    while (grpc_completion_queue_pluck(queue, NULL, gpr_inf_future(GPR_CLOCK_REALTIME), NULL).type !=
           GRPC_QUEUE_SHUTDOWN) {
    }
    grpc_completion_queue_destroy(queue);
}

void client_disconnect(client *c) {
    if (c->channel == NULL) {
        return;
    }
    for (int i = 0; i < c->stream_count; i++) {
        grpc_call_cancel(c->streams[i], NULL);
        grpc_call_unref(c->streams[i]);
    }
    c->stream_count = 0;
    drain(c->stream_queue);
    grpc_channel_destroy(c->channel);
    c->channel = NULL;
}

// ---- calls ----

static gpr_timespec in_ms(int timeout_ms) {
    return gpr_time_add(gpr_now(GPR_CLOCK_REALTIME), gpr_time_from_millis(timeout_ms, GPR_TIMESPAN));
}

static grpc_call *make_call(client *c, grpc_completion_queue *queue, const char *path, gpr_timespec deadline) {
    grpc_slice method = grpc_slice_from_copied_string(path);
    grpc_slice host = grpc_slice_from_static_string("localhost");
    grpc_call *call =
        grpc_channel_create_call(c->channel, NULL, GRPC_PROPAGATE_DEFAULTS, queue, method, &host, deadline, NULL);
    grpc_slice_unref(method);
    return call;
}

grpc_status_code client_call_bytes(client *c, const char *path, const void *request, size_t len, int timeout_ms,
                                   void **ret, size_t *ret_len) {
    grpc_completion_queue *queue = grpc_completion_queue_create_for_pluck(NULL);
    grpc_call *call = make_call(c, queue, path, in_ms(timeout_ms));
    grpc_slice bytes = grpc_slice_from_copied_buffer(request, len);
    grpc_byte_buffer *sent = grpc_raw_byte_buffer_create(&bytes, 1);
    grpc_byte_buffer *got = NULL;
    grpc_metadata_array initial, trailing;
    grpc_metadata_array_init(&initial);
    grpc_metadata_array_init(&trailing);
    grpc_status_code status = GRPC_STATUS_UNKNOWN;
    grpc_slice details = grpc_empty_slice();
    grpc_op ops[] = {
        {.op = GRPC_OP_SEND_INITIAL_METADATA},
        {.op = GRPC_OP_SEND_MESSAGE, .data.send_message.send_message = sent},
        {.op = GRPC_OP_SEND_CLOSE_FROM_CLIENT},
        {.op = GRPC_OP_RECV_INITIAL_METADATA, .data.recv_initial_metadata.recv_initial_metadata = &initial},
        {.op = GRPC_OP_RECV_MESSAGE, .data.recv_message.recv_message = &got},
        {.op = GRPC_OP_RECV_STATUS_ON_CLIENT,
         .data.recv_status_on_client = {.trailing_metadata = &trailing, .status = &status, .status_details = &details}},
    };
    need(grpc_call_start_batch(call, ops, sizeof ops / sizeof *ops, call, NULL) == GRPC_CALL_OK, "batch");
    grpc_completion_queue_pluck(queue, call, gpr_inf_future(GPR_CLOCK_REALTIME), NULL);
    *ret = NULL;
    *ret_len = 0;
    grpc_byte_buffer_reader reader;
    if (status == GRPC_STATUS_OK && got != NULL && grpc_byte_buffer_reader_init(&reader, got)) {
        grpc_slice all = grpc_byte_buffer_reader_readall(&reader);
        *ret_len = GRPC_SLICE_LENGTH(all);
        *ret = malloc(*ret_len + 1);
        need(*ret != NULL, "memory");
        memcpy(*ret, GRPC_SLICE_START_PTR(all), *ret_len);
        grpc_slice_unref(all);
        grpc_byte_buffer_reader_destroy(&reader);
    }
    grpc_byte_buffer_destroy(got);
    grpc_byte_buffer_destroy(sent);
    grpc_slice_unref(bytes);
    grpc_slice_unref(details);
    grpc_metadata_array_destroy(&initial);
    grpc_metadata_array_destroy(&trailing);
    grpc_call_unref(call);
    drain(queue);
    return status;
}

grpc_status_code client_call(client *c, const char *path, const ProtobufCMessage *request,
                             const ProtobufCMessageDescriptor *answer, ProtobufCMessage **ret) {
    size_t len = protobuf_c_message_get_packed_size(request);
    uint8_t *bytes = malloc(len + 1);
    need(bytes != NULL, "memory");
    protobuf_c_message_pack(request, bytes);
    void *got;
    size_t got_len;
    grpc_status_code status = client_call_bytes(c, path, bytes, len, CALL_TIMEOUT_MS, &got, &got_len);
    free(bytes);
    *ret = got == NULL ? NULL : protobuf_c_message_unpack(answer, NULL, got_len, got);
    free(got);
    return status;
}

ProtobufCMessage *client_provider_call(client *c, const char *method, const ProtobufCMessage *request,
                                       const ProtobufCMessageDescriptor *answer) {
    char *path;
    need(asprintf(&path, "/tfplugin6.Provider/%s", method) > 0, "memory");
    ProtobufCMessage *got;
    client_call(c, path, request, answer, &got);
    need(got != NULL, path);
    free(path);
    return got;
}

bool client_open_stream(client *c, const char *path) {
    need(c->stream_count < STREAMS_MAX, "too many streams");
    grpc_call *call = make_call(c, c->stream_queue, path, gpr_inf_future(GPR_CLOCK_REALTIME));
    grpc_metadata_array initial;
    grpc_metadata_array_init(&initial);
    grpc_slice nothing = grpc_empty_slice();
    grpc_byte_buffer *sent = grpc_raw_byte_buffer_create(&nothing, 1);
    grpc_op ops[] = {
        {.op = GRPC_OP_SEND_INITIAL_METADATA},
        {.op = GRPC_OP_SEND_MESSAGE, .data.send_message.send_message = sent},
        {.op = GRPC_OP_RECV_INITIAL_METADATA, .data.recv_initial_metadata.recv_initial_metadata = &initial},
    };
    need(grpc_call_start_batch(call, ops, sizeof ops / sizeof *ops, call, NULL) == GRPC_CALL_OK, "batch");
    grpc_event e = grpc_completion_queue_pluck(c->stream_queue, call, in_ms(CALL_TIMEOUT_MS), NULL);
    grpc_byte_buffer_destroy(sent);
    grpc_metadata_array_destroy(&initial);
    c->streams[c->stream_count++] = call;
    return e.type == GRPC_OP_COMPLETE && e.success != 0;
}

int hanging_endpoint(int *ret_port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    need(fd >= 0 && bind(fd, (struct sockaddr *)&address, len) == 0 && listen(fd, 128) == 0 &&
             getsockname(fd, (struct sockaddr *)&address, &len) == 0,
         "socket");
    *ret_port = ntohs(address.sin_port);
    return fd;
}
