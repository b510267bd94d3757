// What ends the process: the host's Shutdown call, a signal, or a host that is gone. One thread waits for all of them.
#pragma once

#include <stdbool.h>

typedef enum shutdown_reason {
    SHUTDOWN_ASKED,     // GRPCController.Shutdown
    SHUTDOWN_SIGNAL,    // SIGTERM, SIGHUP; under -debug SIGINT too
    SHUTDOWN_HOST_GONE, // nobody reads our stderr or holds the stdio stream any more
} shutdown_reason;

typedef struct shutdown_latch shutdown_latch;

// Blocks the signals for this thread and those it starts: call it before any other thread exists. NULL when the system
// refuses.
shutdown_latch *shutdown_new(void);
void shutdown_free(shutdown_latch *l);
// Wakes shutdown_wait. Any thread, any number of times; the first reason counts.
void shutdown_request(shutdown_latch *l, shutdown_reason reason);
// Waits for a reason. `debug`: there is no host, and SIGINT ends the process; otherwise SIGINT is ignored, because a
// terminal sends it to the host and the plugin alike and the host then calls StopProvider.
shutdown_reason shutdown_wait(shutdown_latch *l, bool debug);
// Was there a shutdown_request?
bool shutdown_requested(const shutdown_latch *l);
// How long calls that are under way may take to end after that.
int shutdown_grace_ms(shutdown_reason reason);
const char *shutdown_reason_text(shutdown_reason reason);
