#include "aws/http_pool.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fatal.h"

// ---- life ----

static char *copy_text(const char *text) {
    char *copy = text == NULL ? NULL : strdup(text);
    if (text != NULL && copy == NULL) {
        fatal("out of memory");
    }
    return copy;
}

static void global_init(void) {
    // An openssl.cnf that loads modules has no business in here.
    OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    // The plugin's start leaves the error texts out, and what was left out once OpenSSL loads by this old call alone.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    ERR_load_SSL_strings();
#pragma GCC diagnostic pop
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static void share_lock(CURL *curl, curl_lock_data data, curl_lock_access access, void *user) {
    (void)curl;
    (void)access;
    pthread_mutex_lock(&((http_pool *)user)->share_locks[data]);
}

static void share_unlock(CURL *curl, curl_lock_data data, void *user) {
    (void)curl;
    pthread_mutex_unlock(&((http_pool *)user)->share_locks[data]);
}

http_pool *http_pool_new(const http_settings *settings) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, global_init);
    http_pool *p = calloc(1, sizeof *p);
    CURLSH *share = curl_share_init();
    if (p == NULL || share == NULL) {
        fatal("out of memory");
    }
    p->ca_bundle = copy_text(settings->ca_bundle);
    p->http_proxy = copy_text(settings->http_proxy);
    p->https_proxy = copy_text(settings->https_proxy);
    p->no_proxy = copy_text(settings->no_proxy);
    p->insecure = settings->insecure;
    p->share = share;
    pthread_mutex_init(&p->lock, NULL);
    for (size_t i = 0; i < CURL_LOCK_DATA_LAST; i++) {
        pthread_mutex_init(&p->share_locks[i], NULL);
    }
    curl_share_setopt(share, CURLSHOPT_LOCKFUNC, share_lock);
    curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, share_unlock);
    curl_share_setopt(share, CURLSHOPT_USERDATA, p);
    curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
    curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    return p;
}

static void close_handle(http_handle *h) {
    curl_easy_cleanup(h->curl);
    curl_multi_cleanup(h->multi);
    free(h->origin);
    *h = (http_handle){0};
}

void http_pool_free(http_pool *p) {
    for (size_t i = 0; i < p->idle_count; i++) {
        close_handle(&p->idle[i]);
    }
    curl_share_cleanup(p->share);
    for (size_t i = 0; i < CURL_LOCK_DATA_LAST; i++) {
        pthread_mutex_destroy(&p->share_locks[i]);
    }
    pthread_mutex_destroy(&p->lock);
    X509_STORE_free(p->ca);
    free(p->ca_bundle);
    free(p->http_proxy);
    free(p->https_proxy);
    free(p->no_proxy);
    free(p);
}

// ---- trusted certificates ----

static const char *find_ca_bundle(const http_pool *p) {
    static const char *const usual[] = {
        "/etc/ssl/certs/ca-certificates.crt",                // Debian, Alpine
        "/etc/pki/tls/certs/ca-bundle.crt",                  // Red Hat, Amazon Linux
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // the same, newer
        "/etc/ssl/ca-bundle.pem",                            // SUSE
        "/etc/ssl/cert.pem",
    };
    if (p->ca_bundle != NULL) {
        return p->ca_bundle;
    }
    const char *named = getenv("SSL_CERT_FILE");
    if (named != NULL && named[0] != '\0') {
        return named;
    }
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        if (access(usual[i], R_OK) == 0) {
            return usual[i];
        }
    }
    return NULL;
}

// Reads the trusted certificates once. False with a message when there are none.
bool http_pool_load_ca(http_pool *p, arena *a, const char **ret_message) {
    pthread_mutex_lock(&p->lock);
    bool ok = p->ca != NULL;
    if (!ok) {
        const char *path = find_ca_bundle(p);
        X509_STORE *store = path == NULL ? NULL : X509_STORE_new();
        if (path == NULL) {
            *ret_message =
                "no bundle of trusted certificates in any usual place; set custom_ca_bundle or AWS_CA_BUNDLE";
        } else if (store == NULL || X509_STORE_load_file(store, path) != 1) {
            *ret_message = arena_printf(a, "no trusted certificates could be read from %s", path);
            X509_STORE_free(store);
        } else {
            X509_STORE_set_flags(store, X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
            p->ca = store;
            ok = true;
        }
        ERR_clear_error();
    }
    pthread_mutex_unlock(&p->lock);
    return ok;
}

// ---- handles ----

static CURL *new_curl(http_pool *p) {
    CURL *curl = curl_easy_init();
    if (curl == NULL) {
        fatal("out of memory");
    }
    curl_easy_setopt(curl, CURLOPT_SHARE, p->share);
    return curl;
}

static void remove_idle(http_pool *p, size_t index) {
    p->idle_count--;
    for (size_t i = index; i < p->idle_count; i++) {
        p->idle[i] = p->idle[i + 1];
    }
}

// The last used idle handle of that origin; else a new one.
http_handle http_pool_take(http_pool *p, str origin) {
    http_handle taken = {0};
    pthread_mutex_lock(&p->lock);
    for (size_t i = p->idle_count; i > 0 && taken.curl == NULL; i--) {
        if (str_is(origin, p->idle[i - 1].origin)) {
            taken = p->idle[i - 1];
            remove_idle(p, i - 1);
        }
    }
    pthread_mutex_unlock(&p->lock);
    if (taken.curl == NULL) {
        taken.curl = new_curl(p);
        taken.multi = curl_multi_init();
        taken.origin = strndup(origin.ptr, origin.len);
        if (taken.multi == NULL || taken.origin == NULL) {
            fatal("out of memory");
        }
    }
    return taken;
}

void http_pool_give(http_pool *p, http_handle given) {
    http_handle oldest = {0};
    pthread_mutex_lock(&p->lock);
    if (p->idle_count == HTTP_POOL_MAX_IDLE) {
        oldest = p->idle[0];
        remove_idle(p, 0);
    }
    p->idle[p->idle_count++] = given;
    pthread_mutex_unlock(&p->lock);
    if (oldest.curl != NULL) {
        close_handle(&oldest);
    }
}
