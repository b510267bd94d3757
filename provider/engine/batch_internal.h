// What batch.c and batch_ask.c share.
#pragma once

#include <stdatomic.h>

#include "engine/batch.h"

// What one or more of the reads want.
typedef struct wanted {
    const char *key; // the object's; "" where the whole input is the same
    // The answer, in the gathering's arena. Neither: it asks alone.
    const value *output;
    const aws_error *error;
} wanted;

// Reads that go into one request. The table's lock guards it until it is closed; then it is the leader's until it is
// answered, and constant from there on.
typedef struct gathering gathering;
struct gathering {
    arena *arena; // its own: freed by the last of its readers
    // What its reads have in common.
    batch_read read;   // with the input of the first, less the member that names the object
    const char *agent; // extra_user_agent; "" for none
    const char *region;
    cancel *stop;

    wanted *wanted; // room for `most`
    size_t count, most;
    atomic_size_t readers; // that came so far
    size_t holders;        // readers that still look at it
    bool closed;           // it is about to be sent: nobody joins any more
    bool answered;
    pthread_cond_t changed;
    gathering *next; // in the table, until its last reader leaves
};

// Asks for everything wanted and fills in the answers.
void batch_ask(gathering *g);

// The part of a shared answer that one object's reader would have had alone: the other objects left out. NULL when the
// object is not in it: a page that did not come, or another spelling, is no reason to take an object for gone.
const value *batch_part(arena *a, const gathering *g, const wanted *w);
