#include "plugin/pool.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

enum { STACK_BYTES = 512 << 10 }; // reserved, not used: a page is taken when it is touched

// A thread waits on a semaphore of its own, not on a condition that all share: to be woken takes it one futex, and the
// thread that wakes it holds nothing that it needs.
typedef struct worker worker;
struct worker {
    pool *pool;
    pthread_t thread;
    sem_t woken;
    pool_task *task; // what it was woken for; NULL: the end
    worker *next_idle;
};

struct pool {
    pthread_mutex_t lock;
    pool_task *first, *last; // waiting for a thread, oldest first
    worker *idle;            // the one that ran last first: its stack and its part of the heap are warm
    unsigned count;
    unsigned max;
    bool ending;
    worker workers[];
};

pool *pool_new(unsigned max_threads) {
    pool *p = calloc(1, sizeof *p + max_threads * sizeof(worker));
    if (p == NULL) {
        return NULL;
    }
    pthread_mutex_init(&p->lock, NULL);
    p->max = max_threads;
    return p;
}

static pool_task *take_waiting(pool *p) {
    pool_task *task = p->first;
    if (task != NULL) {
        p->first = task->next;
        if (p->first == NULL) {
            p->last = NULL;
        }
    }
    return task;
}

// NULL at the end.
static pool_task *next_task(worker *w) {
    pool *p = w->pool;
    pthread_mutex_lock(&p->lock);
    pool_task *task = take_waiting(p);
    bool wait = task == NULL && !p->ending;
    if (wait) {
        w->next_idle = p->idle;
        p->idle = w;
    }
    pthread_mutex_unlock(&p->lock);
    if (!wait) {
        return task;
    }
    while (sem_wait(&w->woken) != 0 && errno == EINTR) {
    }
    return w->task;
}

static void *work(void *data) {
    worker *w = data;
    for (pool_task *task = w->task; task != NULL; task = next_task(w)) {
        task->run(task);
    }
    return NULL;
}

// With the lock held. False when the system has no thread left.
static bool grow(pool *p, pool_task *task) {
    worker *w = &p->workers[p->count];
    *w = (worker){.pool = p, .task = task};
    sem_init(&w->woken, 0, 0);
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    bool grown = pthread_create(&w->thread, &attr, work, w) == 0;
    pthread_attr_destroy(&attr);
    p->count += grown;
    return grown;
}

// With the lock held. Without any thread the task waits for the next submission.
static void enqueue(pool *p, pool_task *task) {
    task->next = NULL;
    if (p->last == NULL) {
        p->first = task;
    } else {
        p->last->next = task;
    }
    p->last = task;
}

static worker *take_idle(pool *p) {
    worker *w = p->idle;
    if (w != NULL) {
        p->idle = w->next_idle;
    }
    return w;
}

void pool_submit(pool *p, pool_task *task) {
    pthread_mutex_lock(&p->lock);
    worker *w = take_idle(p);
    if (w != NULL) {
        w->task = task;
    } else if (p->count == p->max || !grow(p, task)) {
        enqueue(p, task);
    }
    pthread_mutex_unlock(&p->lock);
    if (w != NULL) {
        sem_post(&w->woken);
    }
}

void pool_free(pool *p) {
    pthread_mutex_lock(&p->lock);
    p->ending = true;
    for (worker *w = take_idle(p); w != NULL; w = take_idle(p)) {
        w->task = NULL;
        sem_post(&w->woken);
    }
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 0; i < p->count; i++) {
        pthread_join(p->workers[i].thread, NULL);
        sem_destroy(&p->workers[i].woken);
    }
    pthread_mutex_destroy(&p->lock);
    free(p);
}
