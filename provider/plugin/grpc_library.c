#include "plugin/grpc_library.h"

#include <pthread.h>
#include <time.h>

#include <grpc/grpc.h>
#include <grpc/support/log.h>

#include "base/clock.h"
#include "base/log.h"

// ---- start ----

// gRPC's own complaints; mostly of clients that were refused.
static void log_grpc(gpr_log_func_args *args) {
    LOG(args->severity == GPR_LOG_SEVERITY_ERROR ? LOG_WARN : LOG_DEBUG, args->message, "source", "grpc");
}

// absl::debian3::SetMutexDeadlockDetectionMode. Debian's abseil notes in which order each mutex is taken, as for a
// program that is being debugged; other builds do not, and have another name for it.
extern void
set_deadlock_detection(int mode) __asm__("_ZN4absl7debian329SetMutexDeadlockDetectionModeENS0_15OnDeadlockCycleE")
    __attribute__((weak));
enum { IGNORE_DEADLOCKS = 0 }; // absl::OnDeadlockCycle::kIgnore

void grpc_library_start(void) {
    if (set_deadlock_detection != NULL) {
        set_deadlock_detection(IGNORE_DEADLOCKS);
    }
    gpr_set_log_function(log_grpc);
    grpc_init();
}

// ---- end ----

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool has_ended;

// A connection that hung up late is put away by a thread of gRPC's own, and gRPC goes with the last of them. At the
// process's end that thread must be over: it uses OpenSSL.
static void *end(void *data) {
    (void)data;
    const struct timespec tick = {.tv_nsec = 1000000};
    grpc_shutdown_blocking();
    while (grpc_is_initialized()) {
        nanosleep(&tick, NULL);
    }
    pthread_mutex_lock(&lock);
    has_ended = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    return NULL;
}

bool grpc_library_end(int timeout_ms) {
    // After a client that was slow to read, gRPC polls for up to ten seconds and ends no sooner (run_poller of its
    // tcp_posix.cc). A host does not wait for so long, and should not wait at all.
    pthread_t ender;
    if (pthread_create(&ender, NULL, end, NULL) != 0) {
        return false;
    }
    const struct timespec until = clock_moment_in(timeout_ms);
    pthread_mutex_lock(&lock);
    while (!has_ended && pthread_cond_clockwait(&changed, &lock, CLOCK_MONOTONIC, &until) == 0) {
    }
    bool ended = has_ended;
    pthread_mutex_unlock(&lock);
    if (ended) {
        pthread_join(ender, NULL);
    } else {
        pthread_detach(ender);
    }
    return ended;
}
