#include "engine/pattern.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fatal.h"

enum { SLOTS = 256 };

typedef struct kept kept;
struct kept {
    char *pattern;
    int flags;
    bool malformed;
    regex_t compiled;
    kept *next; // of the same slot
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static kept *slots[SLOTS];

// FNV-1a.
static size_t slot_of(const char *pattern) {
    uint32_t hash = 2166136261U;
    for (const char *c = pattern; *c != '\0'; c++) {
        hash = (hash ^ (unsigned char)*c) * 16777619U;
    }
    return hash % SLOTS;
}

static kept *compile(const char *pattern, int flags) {
    kept *k = calloc(1, sizeof *k);
    char *copy = strdup(pattern);
    if (k == NULL || copy == NULL) {
        fatal("out of memory");
    }
    k->pattern = copy;
    k->flags = flags;
    k->malformed = regcomp(&k->compiled, pattern, REG_EXTENDED | flags) != 0;
    return k;
}

const regex_t *pattern_compiled(const char *pattern, int flags) {
    kept **slot = &slots[slot_of(pattern)];
    pthread_mutex_lock(&lock);
    kept *k = *slot;
    while (k != NULL && (k->flags != flags || strcmp(k->pattern, pattern) != 0)) {
        k = k->next;
    }
    if (k == NULL) {
        k = compile(pattern, flags);
        k->next = *slot;
        *slot = k;
    }
    pthread_mutex_unlock(&lock);
    return k->malformed ? NULL : &k->compiled;
}
