// The connections of the libcurl transport: handles that each keep theirs, taken and given back by threads. Idle
// handles are taken last-in first-out, one that talked to the same origin before first, so that connections stay warm
// under any number of threads. Handles share DNS answers and TLS sessions. Private to aws/http*.c.
#pragma once

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <pthread.h>

#include "aws/http.h"

enum { HTTP_POOL_MAX_IDLE = 64 };

typedef struct http_handle {
    CURL *curl;
    CURLM *multi; // holds its connections
    char *origin; // scheme and authority that it talked to last
} http_handle;

typedef struct http_pool {
    char *ca_bundle; // copies of the settings
    char *http_proxy;
    char *https_proxy;
    char *no_proxy;
    bool insecure;
    CURLSH *share;
    pthread_mutex_t share_locks[CURL_LOCK_DATA_LAST];

    pthread_mutex_t lock; // guards what follows
    http_handle idle[HTTP_POOL_MAX_IDLE];
    size_t idle_count;
    X509_STORE *ca; // read at the first use of TLS, then shared: reading takes 15 ms
} http_pool;

http_pool *http_pool_new(const http_settings *settings);
// After all handles were given back.
void http_pool_free(http_pool *p);

// The last used idle handle of that origin; else a new one. Every one taken is given back, its options reset.
http_handle http_pool_take(http_pool *p, str origin);
void http_pool_give(http_pool *p, http_handle given);

// Reads the trusted certificates once. False with a message when there are none.
bool http_pool_load_ca(http_pool *p, arena *a, const char **ret_message);
