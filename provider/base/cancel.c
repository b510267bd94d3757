#include "base/cancel.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/fatal.h"

struct cancel {
    atomic_bool fired;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    cancel_watch *watches;
};

cancel *cancel_new(void) {
    cancel *c = malloc(sizeof *c);
    if (c == NULL) {
        fatal("out of memory");
    }
    atomic_init(&c->fired, false);
    c->watches = NULL;
    // Waits are measured by the monotonic clock, so that a clock that is set does not stretch them.
    pthread_condattr_t attributes;
    if (pthread_mutex_init(&c->lock, NULL) != 0 || pthread_condattr_init(&attributes) != 0 ||
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) != 0 ||
        pthread_cond_init(&c->changed, &attributes) != 0) {
        fatal("out of memory");
    }
    pthread_condattr_destroy(&attributes);
    return c;
}

void cancel_free(cancel *c) {
    if (c == NULL) {
        return;
    }
    pthread_cond_destroy(&c->changed);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

void cancel_fire(cancel *c) {
    pthread_mutex_lock(&c->lock);
    atomic_store(&c->fired, true);
    pthread_cond_broadcast(&c->changed);
    for (cancel_watch *w = c->watches; w != NULL; w = w->next) {
        pthread_mutex_lock(w->lock);
        pthread_cond_broadcast(w->changed);
        pthread_mutex_unlock(w->lock);
    }
    pthread_mutex_unlock(&c->lock);
}

void cancel_watch_add(cancel *c, cancel_watch *w) {
    if (c == NULL) {
        return;
    }
    pthread_mutex_lock(&c->lock);
    w->next = c->watches;
    c->watches = w;
    pthread_mutex_unlock(&c->lock);
}

void cancel_watch_remove(cancel *c, cancel_watch *w) {
    if (c == NULL) {
        return;
    }
    pthread_mutex_lock(&c->lock);
    for (cancel_watch **at = &c->watches; *at != NULL; at = &(*at)->next) {
        if (*at == w) {
            *at = w->next;
            break;
        }
    }
    pthread_mutex_unlock(&c->lock);
}

bool cancel_fired(const cancel *c) {
    return c != NULL && atomic_load(&c->fired);
}

bool cancel_sleep(cancel *c, int64_t duration_ms) {
    struct timespec deadline = clock_moment_in(duration_ms);
    if (c == NULL) {
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL) == EINTR) {
        }
        return false;
    }
    pthread_mutex_lock(&c->lock);
    int outcome = 0;
    while (!atomic_load(&c->fired) && outcome == 0) {
        outcome = pthread_cond_timedwait(&c->changed, &c->lock, &deadline);
    }
    bool fired = atomic_load(&c->fired);
    pthread_mutex_unlock(&c->lock);
    return fired;
}
