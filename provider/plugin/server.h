// The gRPC server: C core's completion queue, a thread that polls it and answers what is quick, worker threads for the
// other calls.
#pragma once

#include "plugin/certificate.h"
#include "plugin/rpc.h"

typedef struct server server;

// Serves on the unix socket at `socket_path`. With `client_ca` (PEM) only that client may connect, by mutual TLS; with
// NULL in plain text. `plugin` must outlive the server. NULL when gRPC refuses.
server *server_start(const plugin *p, const char *socket_path, const certificate *own, const char *client_ca);
// Looks for `for_ms`: true when no call came in that time and none is under way.
bool server_is_quiet(server *s, int for_ms);
// Takes no more calls, ends the streams, waits up to `grace_ms` for the calls under way, then cancels them. False when
// one does not end even so: then nothing may be freed.
bool server_stop(server *s, int grace_ms);
// After server_stop gave true. False when a thread of gRPC's does not end: the process must end without it, by _exit.
bool server_free(server *s);
