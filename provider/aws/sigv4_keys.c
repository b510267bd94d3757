#include "aws/sigv4_keys.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/fatal.h"

enum { KEPT = 32 }; // regions times services of one client; more of them cost what they would cost without

typedef struct kept {
    char *scope; // NULL: none
    uint64_t number;
    unsigned char key[SIGV4_KEY_BYTES];
} kept;

struct sigv4_keys {
    pthread_mutex_t lock;
    kept all[KEPT];
    size_t oldest;
};

sigv4_keys *sigv4_keys_new(void) {
    sigv4_keys *k = calloc(1, sizeof *k);
    if (k == NULL) {
        fatal("out of memory");
    }
    pthread_mutex_init(&k->lock, NULL);
    return k;
}

static void forget(kept *e) {
    free(e->scope);
    explicit_bzero(e, sizeof *e);
}

void sigv4_keys_free(sigv4_keys *k) {
    if (k == NULL) {
        return;
    }
    for (size_t i = 0; i < KEPT; i++) {
        forget(&k->all[i]);
    }
    pthread_mutex_destroy(&k->lock);
    free(k);
}

static kept *find(sigv4_keys *k, uint64_t number, str scope) {
    for (size_t i = 0; i < KEPT; i++) {
        kept *e = &k->all[i];
        if (e->scope != NULL && e->number == number && str_is(scope, e->scope)) {
            return e;
        }
    }
    return NULL;
}

bool sigv4_keys_get(sigv4_keys *k, uint64_t number, str scope, unsigned char ret[SIGV4_KEY_BYTES]) {
    pthread_mutex_lock(&k->lock);
    const kept *e = find(k, number, scope);
    if (e != NULL) {
        memcpy(ret, e->key, SIGV4_KEY_BYTES);
    }
    pthread_mutex_unlock(&k->lock);
    return e != NULL;
}

void sigv4_keys_put(sigv4_keys *k, uint64_t number, str scope, const unsigned char key[SIGV4_KEY_BYTES]) {
    char *own = strndup(scope.ptr, scope.len);
    if (own == NULL) {
        fatal("out of memory");
    }
    pthread_mutex_lock(&k->lock);
    kept *e = find(k, number, scope); // another thread's, which came first
    if (e == NULL) {
        e = &k->all[k->oldest];
        k->oldest = (k->oldest + 1) % KEPT;
    }
    forget(e);
    e->scope = own;
    e->number = number;
    memcpy(e->key, key, SIGV4_KEY_BYTES);
    pthread_mutex_unlock(&k->lock);
}
