#include "aws/reached.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/fatal.h"

enum { MOST_HOSTS = 256 };

struct reached {
    pthread_mutex_t lock;
    char *hosts[MOST_HOSTS];
    size_t count;
    size_t oldest; // to go next, once all places are taken
};

reached *reached_new(void) {
    reached *r = calloc(1, sizeof *r);
    if (r == NULL) {
        fatal("out of memory");
    }
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

void reached_free(reached *r) {
    if (r == NULL) {
        return;
    }
    for (size_t i = 0; i < r->count; i++) {
        free(r->hosts[i]);
    }
    pthread_mutex_destroy(&r->lock);
    free(r);
}

static bool has(const reached *r, const char *host) {
    for (size_t i = 0; i < r->count; i++) {
        if (strcmp(r->hosts[i], host) == 0) {
            return true;
        }
    }
    return false;
}

static void add(reached *r, const char *host) {
    char *copy = strdup(host);
    if (copy == NULL) {
        fatal("out of memory");
    }
    if (r->count < MOST_HOSTS) {
        r->hosts[r->count++] = copy;
        return;
    }
    free(r->hosts[r->oldest]);
    r->hosts[r->oldest] = copy;
    r->oldest = (r->oldest + 1) % MOST_HOSTS;
}

void reached_add(reached *r, const char *host) {
    pthread_mutex_lock(&r->lock);
    if (!has(r, host)) {
        add(r, host);
    }
    pthread_mutex_unlock(&r->lock);
}

bool reached_has(reached *r, const char *host) {
    pthread_mutex_lock(&r->lock);
    bool found = has(r, host);
    pthread_mutex_unlock(&r->lock);
    return found;
}
