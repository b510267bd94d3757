// Worker threads that grow on demand up to a bound, so that a quick call never waits behind slow ones.
#pragma once

#include <stdbool.h>

typedef struct pool pool;

// A task is part of what it works on; it must live until `run` is called.
typedef struct pool_task pool_task;
struct pool_task {
    void (*run)(pool_task *task);
    pool_task *next; // the pool's own
};

pool *pool_new(unsigned max_threads);
// Runs the task on an idle thread, a new one, or, at the bound, the first that gets free; in the order of submission.
void pool_submit(pool *p, pool_task *task);
// Ends the threads once nothing is left to do, and frees the pool.
void pool_free(pool *p);
