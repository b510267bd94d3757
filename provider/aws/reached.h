// Which hosts have answered so far. What never answered is misspelt or out of reach, and is told soon; what did answer
// is missing for a moment, and is waited for. Private to aws/.
#pragma once

#include <stdbool.h>

// The last few hundred hosts. Threads may share it.
typedef struct reached reached;
reached *reached_new(void);
void reached_free(reached *r); // NULL is accepted
void reached_add(reached *r, const char *host);
bool reached_has(reached *r, const char *host);
