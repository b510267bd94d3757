// A host for the tests: starts the plugin of CAWS_PLUGIN as Terraform does, and calls it over gRPC.
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include <grpc/grpc.h>
#include <protobuf-c/protobuf-c.h>

typedef struct client client;

typedef struct client_options {
    const char *const *arguments; // NULL-terminated, without the program's name; NULL: none
    const char *const *set;       // NAME=value on top of our own environment, NULL-terminated; NULL: none
    bool by_hand;                 // neither cookie nor certificate, as if started from a shell
    bool no_certificate;          // a host that switched TLS off
    bool pipe_stderr;             // as Terraform does; else it goes to a file that client_stderr reads
} client_options;

// Starts the process. Never NULL; a failure of the test's own ends the test program.
client *client_start(const client_options *options);
// Ends the process if it still runs, and frees all.
void client_free(client *c);

pid_t client_pid(const client *c);
// The first line on stdout, without its end; "" when the process ended without one.
const char *client_line(const client *c);
// The `index`th field of the line, fields being separated by '|'; "" when there is none. Valid until the next call.
const char *client_field(client *c, int index);
// Further line of stdout, without its end; "" at its end. Valid until the next call.
const char *client_next_line(client *c);
// What the process has written to stderr so far (not with pipe_stderr). Valid until the next call.
const char *client_stderr(client *c);
// Closes our end of its stderr (with pipe_stderr).
void client_close_stderr(client *c);
// The exit code, or 128 + signal; -1 when it still runs after that time.
int client_wait(client *c, int timeout_ms);

typedef enum client_identity {
    CLIENT_OWN,     // the certificate that the plugin was told of
    CLIENT_NONE,    // TLS without a certificate
    CLIENT_FOREIGN, // a certificate that the plugin does not know
    CLIENT_PLAIN,   // no TLS
} client_identity;

// Makes the channel to the socket of the handshake; nothing is sent yet. A former channel is closed.
void client_connect(client *c, client_identity identity);
// The same, to a socket that was told otherwise; in plain text.
void client_connect_to(client *c, const char *socket_path);
// Closes the channel and its streams, as the end of a host does.
void client_disconnect(client *c);

// One unary call with raw bytes. The answer's bytes in `*ret` (malloc; NULL when the status is not OK). Threads may
// call at once.
grpc_status_code client_call_bytes(client *c, const char *path, const void *request, size_t len, int timeout_ms,
                                   void **ret, size_t *ret_len);
// One unary call with messages. The answer is to be freed with protobuf_c_message_free_unpacked; NULL when the status
// is not OK or the answer is no message of that type.
grpc_status_code client_call(client *c, const char *path, const ProtobufCMessage *request,
                             const ProtobufCMessageDescriptor *answer, ProtobufCMessage **ret);
// client_call of a method of tfplugin6.Provider by its short name; ends the test program unless the status is OK.
ProtobufCMessage *client_provider_call(client *c, const char *method, const ProtobufCMessage *request,
                                       const ProtobufCMessageDescriptor *answer);
// Opens a stream and keeps it until client_disconnect or client_free. False when the plugin refuses it.
bool client_open_stream(client *c, const char *path);

// A TCP socket that takes connections and never answers: an AWS endpoint that hangs. The descriptor; `*ret_port` its
// port.
int hanging_endpoint(int *ret_port);
int64_t now_ms(void);
