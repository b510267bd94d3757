#include "plugin/pool.h"

#include <pthread.h>
#include <stdlib.h>

enum { STACK_BYTES = 512 << 10 }; // reserved, not used: a page is taken when it is touched

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t work;
    pool_task *first, *last; // waiting, oldest first
    unsigned waiting;
    unsigned idle;
    unsigned count;
    unsigned max;
    bool ending;
    pthread_t threads[];
};

pool *pool_new(unsigned max_threads) {
    pool *p = calloc(1, sizeof *p + max_threads * sizeof(pthread_t));
    if (p == NULL) {
        return NULL;
    }
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    p->max = max_threads;
    return p;
}

static void *work(void *data) {
    pool *p = data;
    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (p->first == NULL && !p->ending) {
            p->idle++;
            pthread_cond_wait(&p->work, &p->lock);
            p->idle--;
        }
        pool_task *task = p->first;
        if (task == NULL) {
            break;
        }
        p->first = task->next;
        if (p->first == NULL) {
            p->last = NULL;
        }
        p->waiting--;
        pthread_mutex_unlock(&p->lock);
        task->run(task);
        pthread_mutex_lock(&p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

// With the lock held.
static void grow(pool *p) {
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    // When the system has no thread left, those that are there go on; without any the task waits for the next
    // submission.
    if (pthread_create(&p->threads[p->count], &attr, work, p) == 0) {
        p->count++;
    }
    pthread_attr_destroy(&attr);
}

void pool_submit(pool *p, pool_task *task) {
    task->next = NULL;
    pthread_mutex_lock(&p->lock);
    if (p->last == NULL) {
        p->first = task;
    } else {
        p->last->next = task;
    }
    p->last = task;
    p->waiting++;
    if (p->waiting > p->idle && p->count < p->max) {
        grow(p);
    }
    pthread_cond_signal(&p->work);
    pthread_mutex_unlock(&p->lock);
}

void pool_free(pool *p) {
    pthread_mutex_lock(&p->lock);
    p->ending = true;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 0; i < p->count; i++) {
        pthread_join(p->threads[i], NULL);
    }
    pthread_cond_destroy(&p->work);
    pthread_mutex_destroy(&p->lock);
    free(p);
}
