#include "plugin/plugin.h"

#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "plugin/handshake.h"
#include "plugin/reattach.h"
#include "plugin/server.h"
#include "plugin/socket.h"

bool plugin_started_by_host(void) {
    return handshake_by_host();
}

static int complain(const char *what) {
    fprintf(stderr, "terraform-provider-aws: %s\n", what);
    return 1;
}

// After a signal the host may live on: it is told of every call at once that the provider was stopped, and keeps what
// exists in its state. A server that is gone would be a crash to it. Ends when the host asks for it, or asks nothing
// any more.
static void outlast_host(const plugin *p, server *s) {
    enum { QUIET_MS = 500, MOST_MS = 30000 };
    for (int waited_ms = 0; waited_ms < MOST_MS && !shutdown_requested(p->shutdown); waited_ms += QUIET_MS) {
        if (server_is_quiet(s, QUIET_MS)) {
            return;
        }
    }
}

// Nothing can be freed under a thread that still runs.
static _Noreturn void end_under_threads(const socket_place *place, int code) {
    unlink(place->path);
    rmdir(place->folder);
    _exit(code);
}

// Says where the server is, waits for a reason to end, and ends. The exit code.
static int run(const plugin *p, server *s, const socket_place *place, const char *certificate_base64) {
    bool told = p->debug ? reattach_write(place->path) : handshake_write(place->path, certificate_base64);
    shutdown_reason reason = told ? shutdown_wait(p->shutdown, p->debug) : SHUTDOWN_HOST_GONE;
    LOG(LOG_DEBUG, "Ending", "reason", shutdown_reason_text(reason));
    engine_stop(p->engine);
    if (reason == SHUTDOWN_SIGNAL && !p->debug) {
        outlast_host(p, s);
    }
    int code = told ? 0 : 1;
    if (!server_stop(s, shutdown_grace_ms(reason))) {
        LOG(LOG_ERROR, "A call does not end although it was cancelled; the process ends without it");
        end_under_threads(place, 1);
    }
    if (!server_free(s)) {
        end_under_threads(place, code);
    }
    return code;
}

static int serve(plugin *p) {
    // The certificate comes first: it sets OpenSSL up the way we want it before gRPC does it its own way.
    certificate own;
    if (!certificate_make(&own)) {
        return complain("no certificate can be made");
    }
    socket_place place;
    if (!socket_place_make(&place)) {
        certificate_free(&own);
        return complain(
            "no folder for the socket can be made; set TMPDIR to a folder with a short path that can be written to");
    }
    const char *client_ca = p->debug ? NULL : handshake_client_certificate();
    server *s = server_start(p, place.path, &own, client_ca);
    int code = s == NULL ? complain("the server does not start")
                         : run(p, s, &place, client_ca == NULL ? NULL : own.der_base64);
    socket_place_remove(&place);
    certificate_free(&own);
    return code;
}

int plugin_serve(bool debug) {
    log_init();
    plugin p = {.shutdown = shutdown_new(), .debug = debug};
    if (p.shutdown == NULL) {
        return complain("the system refuses to hand over signals");
    }
    p.engine = engine_new();
    int code = p.engine == NULL ? complain("out of memory") : serve(&p);
    engine_free(p.engine);
    shutdown_free(p.shutdown);
    return code;
}
