#include "base/cancel.h"

#include <pthread.h>

#include "base/clock.h"
#include "unit/test.h"

enum { THREADS = 8 };

static void *wait_long(void *data) {
    return cancel_sleep(data, 60000) ? data : NULL;
}

TEST(firing_wakes_all_waits) {
    const clock_source *clock = clock_system();
    cancel *c = cancel_new();
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, wait_long, c) == 0);
    }
    int64_t start = clock->monotonic_ms(clock);
    CHECK(!cancel_sleep(c, 20));
    CHECK(!cancel_fired(c));
    cancel_fire(c);
    for (int i = 0; i < THREADS; i++) {
        void *fired;
        pthread_join(threads[i], &fired);
        CHECK(fired == c);
    }
    CHECK(clock->monotonic_ms(clock) - start < 30000);
    CHECK(cancel_fired(c));
    cancel_fire(c);
    CHECK(cancel_sleep(c, 60000));
    CHECK(clock->monotonic_ms(clock) - start < 30000);
    cancel_free(c);
}

TEST(an_unfired_wait_lasts) {
    const clock_source *clock = clock_system();
    cancel *c = cancel_new();
    int64_t start = clock->monotonic_ms(clock);
    CHECK(!cancel_sleep(c, 50));
    CHECK(clock->monotonic_ms(clock) - start >= 49);
    CHECK(!cancel_sleep(c, 0));
    CHECK(!cancel_sleep(c, -5));
    cancel_free(c);
}

TEST(without_a_latch) {
    const clock_source *clock = clock_system();
    int64_t start = clock->monotonic_ms(clock);
    CHECK(!cancel_fired(NULL));
    CHECK(!cancel_sleep(NULL, 20));
    CHECK(clock->monotonic_ms(clock) - start >= 19);
    cancel_free(NULL);
}

typedef struct other_wait {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    cancel *stop;
} other_wait;

static void *wait_for_other(void *data) {
    other_wait *w = data;
    cancel_watch watch = {.lock = &w->lock, .changed = &w->changed};
    cancel_watch_add(w->stop, &watch);
    pthread_mutex_lock(&w->lock);
    while (!cancel_fired(w->stop)) {
        pthread_cond_wait(&w->changed, &w->lock);
    }
    pthread_mutex_unlock(&w->lock);
    cancel_watch_remove(w->stop, &watch);
    return NULL;
}

TEST(firing_wakes_waits_for_something_else) {
    other_wait w = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER, .stop = cancel_new()};
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, wait_for_other, &w) == 0);
    }
    CHECK(!cancel_sleep(w.stop, 10));
    cancel_fire(w.stop);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    cancel_watch none = {.lock = &w.lock, .changed = &w.changed};
    cancel_watch_add(NULL, &none);
    cancel_watch_remove(NULL, &none);
    cancel_free(w.stop);
}
