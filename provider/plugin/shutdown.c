#include "plugin/shutdown.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { NO_REASON = -1 };

struct shutdown_latch {
    int signals;       // signalfd
    int wake;          // eventfd
    atomic_int reason; // of the first request
};

shutdown_latch *shutdown_new(void) {
    shutdown_latch *l = malloc(sizeof *l);
    if (l == NULL) {
        return NULL;
    }
    *l = (shutdown_latch){.signals = -1, .wake = -1, .reason = NO_REASON};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    // A host that is gone must not end us by SIGPIPE in the middle of a call.
    if (pthread_sigmask(SIG_BLOCK, &set, NULL) == 0 && signal(SIGPIPE, SIG_IGN) != SIG_ERR &&
        (l->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)) >= 0 &&
        (l->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) >= 0) {
        return l;
    }
    shutdown_free(l);
    return NULL;
}

void shutdown_free(shutdown_latch *l) {
    if (l->signals >= 0) {
        close(l->signals);
    }
    if (l->wake >= 0) {
        close(l->wake);
    }
    free(l);
}

void shutdown_request(shutdown_latch *l, shutdown_reason reason) {
    int none = NO_REASON;
    if (atomic_compare_exchange_strong(&l->reason, &none, (int)reason)) {
        uint64_t one = 1;
        // An eventfd that was never written to takes this write.
        (void)!write(l->wake, &one, sizeof one);
    }
}

bool shutdown_requested(const shutdown_latch *l) {
    return atomic_load(&l->reason) != NO_REASON;
}

// Is there a signal that ends the process?
static bool signal_ends(shutdown_latch *l, bool debug) {
    struct signalfd_siginfo info;
    while (read(l->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (debug || info.ssi_signo != SIGINT) {
            return true;
        }
    }
    return false;
}

shutdown_reason shutdown_wait(shutdown_latch *l, bool debug) {
    // The host reads our stderr through a pipe as long as it lives; the write end of a pipe without a reader is in
    // error. Under -debug stderr is the user's own.
    struct pollfd on[] = {
        {.fd = l->signals, .events = POLLIN},
        {.fd = l->wake, .events = POLLIN},
        {.fd = debug ? -1 : STDERR_FILENO, .events = 0},
    };
    for (;;) {
        if (poll(on, sizeof on / sizeof *on, -1) < 0) {
            continue; // interrupted
        }
        int reason = atomic_load(&l->reason);
        if (reason != NO_REASON) {
            return (shutdown_reason)reason;
        }
        if (signal_ends(l, debug)) {
            return SHUTDOWN_SIGNAL;
        }
        if ((on[2].revents & POLLERR) != 0) {
            return SHUTDOWN_HOST_GONE;
        }
        if (on[2].revents != 0) {
            on[2].fd = -1; // closed from the start: it tells nothing
        }
    }
}

int shutdown_grace_ms(shutdown_reason reason) {
    switch (reason) {
    case SHUTDOWN_ASKED:
        return 1500; // the host kills us two seconds after it asked
    case SHUTDOWN_SIGNAL:
        return 30000; // calls that create things end with what they made, which the host still takes into its state
    case SHUTDOWN_HOST_GONE:
        return 5000; // nobody hears the answers, but requests on their way to AWS should be finished
    }
    return 0;
}

const char *shutdown_reason_text(shutdown_reason reason) {
    switch (reason) {
    case SHUTDOWN_ASKED:
        return "the host asked for it";
    case SHUTDOWN_SIGNAL:
        return "a signal";
    case SHUTDOWN_HOST_GONE:
        return "the host is gone";
    }
    return "";
}
