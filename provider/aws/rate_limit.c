#include "aws/rate_limit.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "aws/cubic.h"
#include "base/fatal.h"

static const double smoothing = 0.8; // the weight of the last measurement
static const double lowest_rate = 0.5;
static const double most_growth = 2.0; // of the allowed rate over the measured one

enum { BUCKET_MS = 500 }; // requests are counted over spans of this length

typedef struct limit {
    char *service;
    char *region;
    struct limit *next;

    // What was sent
    double measured; // requests a second
    int64_t bucket_ms;
    double count;

    // What may be sent
    bool on; // since the first throttling
    double allowed;
    double tokens;
    double capacity;
    int64_t filled_ms;

    cubic curve;
} limit;

struct rate_limits {
    pthread_mutex_t lock;
    limit *first;
};

static double seconds(int64_t ms) {
    return (double)ms / 1000;
}

rate_limits *rate_limits_new(void) {
    rate_limits *l = calloc(1, sizeof *l);
    if (l == NULL) {
        fatal("out of memory");
    }
    pthread_mutex_init(&l->lock, NULL);
    return l;
}

void rate_limits_free(rate_limits *l) {
    if (l == NULL) {
        return;
    }
    for (limit *one = l->first; one != NULL;) {
        limit *next = one->next;
        free(one->service);
        free(one->region);
        free(one);
        one = next;
    }
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static limit *find(rate_limits *l, const char *service, const char *region) {
    for (limit *one = l->first; one != NULL; one = one->next) {
        if (strcmp(one->service, service) == 0 && strcmp(one->region, region) == 0) {
            return one;
        }
    }
    return NULL;
}

static limit *find_or_make(rate_limits *l, const char *service, const char *region, int64_t now_ms) {
    limit *one = find(l, service, region);
    if (one != NULL) {
        return one;
    }
    one = calloc(1, sizeof *one);
    char *service_copy = strdup(service);
    char *region_copy = strdup(region);
    if (one == NULL || service_copy == NULL || region_copy == NULL) {
        fatal("out of memory");
    }
    *one = (limit){
        .service = service_copy,
        .region = region_copy,
        .next = l->first,
        .bucket_ms = now_ms - now_ms % BUCKET_MS,
        .allowed = lowest_rate,
        .capacity = 1,
        .filled_ms = now_ms,
        .curve = {.throttled_s = seconds(now_ms)},
    };
    l->first = one;
    return one;
}

static void fill(limit *one, int64_t now_ms) {
    one->tokens = fmin(one->capacity, one->tokens + seconds(now_ms - one->filled_ms) * one->allowed);
    one->filled_ms = now_ms;
}

int64_t rate_limits_take(rate_limits *l, const char *service, const char *region, int64_t now_ms) {
    int64_t wait_ms = 0;
    pthread_mutex_lock(&l->lock);
    limit *one = find_or_make(l, service, region, now_ms);
    if (one->on) {
        // Those who wait have taken tokens that are still to come: each next one waits longer.
        fill(one, now_ms);
        one->tokens -= 1;
        wait_ms = one->tokens >= 0 ? 0 : (int64_t)ceil(-one->tokens / one->allowed * 1000);
    }
    pthread_mutex_unlock(&l->lock);
    return wait_ms;
}

static void measure(limit *one, int64_t now_ms) {
    int64_t bucket_ms = now_ms - now_ms % BUCKET_MS;
    one->count += 1;
    if (bucket_ms > one->bucket_ms) {
        double rate = one->count * 1000 / (double)(bucket_ms - one->bucket_ms);
        one->measured = rate * smoothing + one->measured * (1 - smoothing);
        one->count = 0;
        one->bucket_ms = bucket_ms;
    }
}

static double slowed(limit *one, int64_t now_ms) {
    double rate = one->on ? fmin(one->measured, one->allowed) : one->measured;
    return cubic_throttled(&one->curve, rate, seconds(now_ms));
}

void rate_limits_answered(rate_limits *l, const char *service, const char *region, int64_t now_ms, bool throttled) {
    pthread_mutex_lock(&l->lock);
    limit *one = find_or_make(l, service, region, now_ms);
    measure(one, now_ms);
    double rate = fmin(throttled ? slowed(one, now_ms) : cubic_success(&one->curve, seconds(now_ms)),
                       most_growth * one->measured);
    fill(one, now_ms); // what came in so far came in at the rate so far
    one->on = one->on || throttled;
    one->allowed = fmax(rate, lowest_rate);
    one->capacity = fmax(rate, 1);
    one->tokens = fmin(one->tokens, one->capacity);
    pthread_mutex_unlock(&l->lock);
}

void rate_limits_rates(rate_limits *l, const char *service, const char *region, double *ret_measured,
                       double *ret_allowed) {
    pthread_mutex_lock(&l->lock);
    const limit *one = find(l, service, region);
    *ret_measured = one == NULL ? 0 : one->measured;
    *ret_allowed = one == NULL ? 0 : one->allowed;
    pthread_mutex_unlock(&l->lock);
}
