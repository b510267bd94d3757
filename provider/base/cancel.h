// A latch that wakes every wait at once: StopProvider fires it, waiters and retries look at it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct cancel cancel;

cancel *cancel_new(void);
void cancel_free(cancel *c);
void cancel_fire(cancel *c);
bool cancel_fired(const cancel *c); // NULL is never fired
// Sleeps up to `duration_ms`; true as soon as the latch has fired. NULL just sleeps.
bool cancel_sleep(cancel *c, int64_t duration_ms);
