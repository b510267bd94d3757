#include "plugin/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

#include "unit/test.h"

enum { MOST = 4, SUBMITTERS = 3, TASKS = 2000 };

// A task that counts, and may wait until `open`.
typedef struct work {
    pool_task task;
    struct gate *gate; // NULL: it does not wait
    atomic_int runs;
} work;

typedef struct gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool open;
    int inside;
    int most_inside;
} gate;

static work *work_of(pool_task *task) {
    return (work *)((char *)task - offsetof(work, task));
}

static void run(pool_task *task) {
    work *w = work_of(task);
    gate *g = w->gate;
    if (g != NULL) {
        pthread_mutex_lock(&g->lock);
        g->inside++;
        g->most_inside = g->inside > g->most_inside ? g->inside : g->most_inside;
        pthread_cond_broadcast(&g->changed);
        while (!g->open) {
            pthread_cond_wait(&g->changed, &g->lock);
        }
        g->inside--;
        pthread_mutex_unlock(&g->lock);
    }
    atomic_fetch_add(&w->runs, 1);
}

static void submit(pool *p, work *w, gate *g) {
    w->task.run = run;
    w->gate = g;
    pool_submit(p, &w->task);
}

static void wait_for_inside(gate *g, int count) {
    pthread_mutex_lock(&g->lock);
    while (g->inside < count) {
        pthread_cond_wait(&g->changed, &g->lock);
    }
    pthread_mutex_unlock(&g->lock);
}

static void open_gate(gate *g) {
    pthread_mutex_lock(&g->lock);
    g->open = true;
    pthread_cond_broadcast(&g->changed);
    pthread_mutex_unlock(&g->lock);
}

typedef struct submitter {
    pool *pool;
    work *works;
} submitter;

static void *submit_all(void *data) {
    submitter *s = data;
    for (int i = 0; i < TASKS; i++) {
        submit(s->pool, &s->works[i], NULL);
    }
    return NULL;
}

TEST(each_task_runs_once_whoever_submits_it) {
    pool *p = pool_new(MOST);
    work *works = calloc((size_t)SUBMITTERS * TASKS, sizeof *works);
    pthread_t threads[SUBMITTERS];
    submitter submitters[SUBMITTERS];
    for (int i = 0; i < SUBMITTERS; i++) {
        submitters[i] = (submitter){.pool = p, .works = works + (ptrdiff_t)i * TASKS};
        CHECK(pthread_create(&threads[i], NULL, submit_all, &submitters[i]) == 0);
    }
    for (int i = 0; i < SUBMITTERS; i++) {
        pthread_join(threads[i], NULL);
    }
    pool_free(p); // after the last of them
    int once = 0;
    for (int i = 0; i < SUBMITTERS * TASKS; i++) {
        once += atomic_load(&works[i].runs) == 1;
    }
    CHECK_INT(once, SUBMITTERS * TASKS);
    free(works);
}

TEST(a_task_waits_behind_no_other_until_all_threads_are_taken) {
    pool *p = pool_new(MOST);
    gate g = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    work slow[MOST] = {0};
    work more[3] = {0};
    for (int i = 0; i < MOST; i++) {
        submit(p, &slow[i], &g);
    }
    wait_for_inside(&g, MOST); // or this test hangs
    for (int i = 0; i < 3; i++) {
        submit(p, &more[i], &g); // and these wait
    }
    open_gate(&g);
    pool_free(p);
    for (int i = 0; i < MOST; i++) {
        CHECK_INT(atomic_load(&slow[i].runs), 1);
    }
    for (int i = 0; i < 3; i++) {
        CHECK_INT(atomic_load(&more[i].runs), 1);
    }
    CHECK_INT(g.most_inside, MOST);
}

TEST(an_idle_thread_takes_the_next_task) {
    pool *p = pool_new(1);
    work works[50] = {0};
    for (int i = 0; i < 50; i++) {
        gate g = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
        submit(p, &works[i], &g);
        wait_for_inside(&g, 1);
        open_gate(&g);
        while (atomic_load(&works[i].runs) == 0) {
        }
    }
    pool_free(p);
    for (int i = 0; i < 50; i++) {
        CHECK_INT(atomic_load(&works[i].runs), 1);
    }
}

TEST(a_pool_that_did_nothing_ends) {
    pool_free(pool_new(MOST));
}
