// A latch that wakes every wait at once: StopProvider fires it, waiters and retries look at it.
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct cancel cancel;

cancel *cancel_new(void);
void cancel_free(cancel *c);
void cancel_fire(cancel *c);
bool cancel_fired(const cancel *c); // NULL is never fired
// Sleeps up to `duration_ms`; true as soon as the latch has fired. NULL just sleeps.
bool cancel_sleep(cancel *c, int64_t duration_ms);

// A condition that is broadcast, with its lock held, when the latch fires: for who waits for something else as well.
// Filled by the caller, who must not hold `lock` in either call, and kept by it until it is removed.
typedef struct cancel_watch cancel_watch;
struct cancel_watch {
    pthread_mutex_t *lock;
    pthread_cond_t *changed;
    cancel_watch *next; // the latch's own
};
void cancel_watch_add(cancel *c, cancel_watch *w); // NULL latch: nothing to watch
void cancel_watch_remove(cancel *c, cancel_watch *w);
