// Locks by name. A lock lives while somebody holds or waits for it.
#include "engine/op.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fatal.h"

typedef struct named {
    char *name;
    pthread_mutex_t mutex;
    size_t users;
    struct named *next;
} named;

static pthread_mutex_t table_mutex = PTHREAD_MUTEX_INITIALIZER;
static named *table;

static bool is_named(const named *n, const char *kind, const char *key) {
    size_t len = strlen(kind);
    return strncmp(n->name, kind, len) == 0 && n->name[len] == '/' && strcmp(n->name + len + 1, key) == 0;
}

static named *find(const char *kind, const char *key) {
    for (named *n = table; n != NULL; n = n->next) {
        if (is_named(n, kind, key)) {
            return n;
        }
    }
    return NULL;
}

static named *make(const char *kind, const char *key) {
    size_t size = strlen(kind) + strlen(key) + 2;
    named *n = calloc(1, sizeof *n);
    char *name = malloc(size);
    if (n == NULL || name == NULL) {
        fatal("out of memory");
    }
    (void)snprintf(name, size, "%s/%s", kind, key);
    n->name = name;
    (void)pthread_mutex_init(&n->mutex, NULL);
    n->next = table;
    table = n;
    return n;
}

void named_lock(const char *kind, const char *key) {
    if (kind == NULL || key == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&table_mutex);
    named *n = find(kind, key);
    n = n == NULL ? make(kind, key) : n;
    n->users++;
    (void)pthread_mutex_unlock(&table_mutex);
    (void)pthread_mutex_lock(&n->mutex);
}

static void drop(named *gone) {
    for (named **n = &table; *n != NULL; n = &(*n)->next) {
        if (*n == gone) {
            *n = gone->next;
            break;
        }
    }
    (void)pthread_mutex_destroy(&gone->mutex);
    free(gone->name);
    free(gone);
}

void named_unlock(const char *kind, const char *key) {
    if (kind == NULL || key == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&table_mutex);
    named *n = find(kind, key);
    if (n != NULL) {
        (void)pthread_mutex_unlock(&n->mutex);
        if (--n->users == 0) {
            drop(n);
        }
    }
    (void)pthread_mutex_unlock(&table_mutex);
}
