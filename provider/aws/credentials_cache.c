// Keeps credentials, renews them in one thread at a time, and keeps each step of a chain of roles for as long as it is
// valid, so that renewing the last role does not ask for the first again.
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "aws/client_internal.h"
#include "aws/config_internal.h"
#include "aws/credentials.h"
#include "aws/credentials_source.h"
#include "aws/secret.h"
#include "base/clock.h"
#include "base/fatal.h"
#include "base/log.h"

enum {
    EARLY_MS = 5 * 60 * 1000,   // so long before the end, or a quarter of the lifetime, they are renewed
    LATE_MS = 5 * 1000,         // so long before it, or a twentieth, they are not used any more
    RETRY_EARLY_MS = 30 * 1000, // between tries to renew what is still valid
    FETCH_MS = 2 * 60 * 1000,   // for one walk through the chain
    LOOK_FOR_STOP_MS = 100,
    LATER_END_MS = 5 * 60 * 1000, // as the SDK for Go
    LATER_END_SPAN_MS = 10 * 60 * 1000,
};

// One step of the chain: the base, then each role of the provider block.
typedef struct step {
    arena *a; // a secret one, that holds `found`; NULL: nothing is known
    credentials_found found;
    int64_t lifetime_ms; // when it was fetched
} step;

typedef enum freshness { FRESH, AGEING, USELESS } freshness;

struct aws_credentials {
    aws_client *client;
    const aws_config *config;

    pthread_mutex_t lock; // guards what follows; `steps` belongs to the renewing thread alone
    pthread_cond_t renewed;
    bool renewing;
    uint64_t renewals;    // that have ended, well or not
    bool last_cancelled;  // the last one was stopped
    arena *failure_arena; // of the last one; NULL: it went well
    const char *failure;
    int64_t early_again_ms; // monotonic: not before, for what is still valid
    step current;           // its arena is its own
    uint64_t number;
    bool refused;

    step *steps;
    size_t step_count;
};

aws_credentials *aws_credentials_new(aws_client *client) {
    aws_credentials *c = calloc(1, sizeof *c);
    const aws_config *config = aws_client_config(client);
    pthread_condattr_t attributes;
    if (c == NULL || (c->steps = calloc(config->role_count + 1, sizeof *c->steps)) == NULL ||
        pthread_mutex_init(&c->lock, NULL) != 0 || pthread_condattr_init(&attributes) != 0 ||
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) != 0 ||
        pthread_cond_init(&c->renewed, &attributes) != 0) {
        fatal("out of memory");
    }
    pthread_condattr_destroy(&attributes);
    c->client = client;
    c->config = config;
    c->step_count = config->role_count + 1;
    return c;
}

static void step_clear(step *s) {
    arena_free(s->a);
    *s = (step){0};
}

void aws_credentials_free(aws_credentials *c) {
    if (c == NULL) {
        return;
    }
    for (size_t i = 0; i < c->step_count; i++) {
        step_clear(&c->steps[i]);
    }
    free(c->steps);
    step_clear(&c->current);
    arena_free(c->failure_arena);
    pthread_cond_destroy(&c->renewed);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static freshness freshness_of(const step *s, int64_t wall_ms) {
    if (s->a == NULL) {
        return USELESS;
    }
    int64_t left = s->found.expires_ms - wall_ms;
    if (s->found.expires_ms == 0 || left > smaller(EARLY_MS, s->lifetime_ms / 4)) {
        return FRESH;
    }
    return left > smaller(LATE_MS, s->lifetime_ms / 20) ? AGEING : USELESS;
}

// The step with a copy of its own of what was found.
static void step_set(step *s, const credentials_found *found, int64_t wall_ms) {
    arena *a = arena_new_secret();
    step fresh = {.a = a, .found = *found, .lifetime_ms = found->expires_ms - wall_ms};
    fresh.found.keys = (sigv4_credentials){
        .access_key = arena_strdup(a, found->keys.access_key),
        .secret_key = arena_strdup(a, found->keys.secret_key),
        .session_token = arena_strdup(a, found->keys.session_token),
    };
    step_clear(s);
    *s = fresh;
}

static credentials_status fetch_step(aws_credentials *c, const credentials_ask *ask, size_t i, credentials_found *ret,
                                     const char **ret_message) {
    if (i == 0) {
        return credentials_base(ask, ret, ret_message);
    }
    const aws_role *role = &c->config->roles[i - 1];
    credentials_status status = credentials_assume_role(ask, role, &c->steps[i - 1].found.keys, ret, ret_message);
    if (status != CREDENTIALS_FOUND) {
        *ret_message = arena_printf(ask->a, "assume_role[%zu], %s: %s", i - 1, role->arn, *ret_message);
    }
    return status;
}

// The first step that must be fetched: the last one, and those before it that are not fresh.
static size_t first_to_fetch(const aws_credentials *c, int64_t wall_ms) {
    size_t first = c->step_count - 1;
    while (first > 0 && freshness_of(&c->steps[first - 1], wall_ms) != FRESH) {
        first--;
    }
    return first;
}

int64_t credentials_later_end(int64_t now_ms) {
    return now_ms + LATER_END_MS + (int64_t)random_below(LATER_END_SPAN_MS);
}

// Whether a step that could not be renewed serves as it is: to assume the next role, as long as it is valid; and where
// AWS takes it beyond its end, for a while longer.
static bool serves_on(step *s, bool is_last, int64_t now_ms) {
    freshness is = freshness_of(s, now_ms);
    if (is != USELESS) {
        return !is_last;
    }
    if (s->a == NULL || !s->found.outlives_end) {
        return false;
    }
    s->found.expires_ms = credentials_later_end(now_ms);
    s->lifetime_ms = s->found.expires_ms - now_ms;
    return true;
}

// `everything` leaves nothing of what is known.
static bool fetch_from(aws_credentials *c, const credentials_ask *ask, size_t first, bool everything,
                       const char **ret_message) {
    for (size_t i = first; i < c->step_count; i++) {
        credentials_found found = {0};
        if (fetch_step(c, ask, i, &found, ret_message) == CREDENTIALS_FOUND) {
            step_set(&c->steps[i], &found, aws_client_wall_ms(c->client));
            continue;
        }
        bool is_last = i + 1 == c->step_count;
        if (everything || cancel_fired(ask->stop) || !serves_on(&c->steps[i], is_last, aws_client_wall_ms(c->client))) {
            return false;
        }
        LOG(LOG_WARN, "credentials could not be renewed; those at hand go on", "error", *ret_message);
    }
    return true;
}

// Walks the chain; `everything` leaves nothing of what is known.
static bool walk(aws_credentials *c, const credentials_ask *ask, bool everything, const char **ret_message) {
    size_t first = everything ? 0 : first_to_fetch(c, aws_client_wall_ms(c->client));
    if (fetch_from(c, ask, first, everything, ret_message)) {
        return true;
    }
    // What the step was asked with may have been taken back.
    bool others_may_come = first > 0 && !c->steps[first - 1].found.fixed && !cancel_fired(ask->stop);
    return others_may_come && fetch_from(c, ask, 0, true, ret_message);
}

static const aws_error *error_of(arena *a, aws_error_kind kind, const char *message) {
    aws_error *e = ARENA_NEW(a, aws_error);
    *e = (aws_error){
        .kind = kind,
        .code = "",
        .message = message,
        .service = "",
        .operation = "",
        .endpoint = "",
        .request_id = "",
    };
    return e;
}

static bool give(const aws_credentials *c, arena *a, sigv4_credentials *ret, uint64_t *ret_number) {
    const sigv4_credentials *keys = &c->current.found.keys;
    *ret = (sigv4_credentials){
        .access_key = secret_dup(a, keys->access_key),
        .secret_key = secret_dup(a, keys->secret_key),
        .session_token = secret_dup(a, keys->session_token),
    };
    *ret_number = c->number;
    return true;
}

// With the lock held, which is given up meanwhile.
static void renew(aws_credentials *c, cancel *stop) {
    const clock_source *clock = aws_client_clock(c->client);
    bool everything = c->refused;
    c->renewing = true;
    pthread_mutex_unlock(&c->lock);

    arena *a = arena_new_secret();
    credentials_ask ask = {
        .client = c->client,
        .config = c->config,
        .a = a,
        .stop = stop,
        .deadline_ms = clock->monotonic_ms(clock) + FETCH_MS,
    };
    const char *message = NULL;
    bool ok = walk(c, &ask, everything, &message);
    arena *failure_arena = ok ? NULL : arena_new();
    const char *failure = ok ? NULL : arena_strdup(failure_arena, message);
    arena_free(a);

    pthread_mutex_lock(&c->lock);
    arena_free(c->failure_arena);
    c->failure_arena = failure_arena;
    c->failure = failure;
    c->last_cancelled = !ok && cancel_fired(stop);
    if (ok) {
        const step *last = &c->steps[c->step_count - 1];
        step_set(&c->current, &last->found, last->found.expires_ms - last->lifetime_ms);
        c->refused = false;
        c->number++;
    }
    c->early_again_ms = clock->monotonic_ms(clock) + RETRY_EARLY_MS;
    c->renewing = false;
    c->renewals++;
    pthread_cond_broadcast(&c->renewed);
}

// Waits for the thread that renews. False when `stop` fired first.
static bool wait_for_renewal(aws_credentials *c, cancel *stop) {
    uint64_t before = c->renewals;
    while (c->renewals == before) {
        if (cancel_fired(stop)) {
            return false;
        }
        const struct timespec at = clock_moment_in(LOOK_FOR_STOP_MS);
        pthread_cond_timedwait(&c->renewed, &c->lock, &at);
    }
    return true;
}

static freshness freshness_now(const aws_credentials *c) {
    return c->refused ? USELESS : freshness_of(&c->current, aws_client_wall_ms(c->client));
}

// Whether the current ones are valid though not to be relied on for long.
static bool still_valid(const aws_credentials *c) {
    const credentials_found *found = &c->current.found;
    return c->current.a != NULL && !c->refused &&
           (found->expires_ms == 0 || found->expires_ms > aws_client_wall_ms(c->client));
}

static bool get(aws_credentials *c, arena *a, cancel *stop, sigv4_credentials *ret, uint64_t *ret_number,
                const aws_error **ret_error) {
    const clock_source *clock = aws_client_clock(c->client);
    for (;;) {
        freshness is = freshness_now(c);
        if (is == FRESH || (is == AGEING && (c->renewing || clock->monotonic_ms(clock) < c->early_again_ms))) {
            return give(c, a, ret, ret_number);
        }
        bool ended = true;
        if (c->renewing) {
            ended = wait_for_renewal(c, stop);
        } else {
            renew(c, stop);
        }
        if (!ended || (cancel_fired(stop) && c->failure != NULL)) {
            *ret_error = error_of(a, AWS_ERROR_CANCELLED, "the provider was stopped");
            return false;
        }
        if (c->failure == NULL) {
            return give(c, a, ret, ret_number); // however short they live: newer ones are not to be had
        }
        if (c->last_cancelled) {
            continue; // another thread's stop is no answer for this one
        }
        if (still_valid(c)) {
            LOG(LOG_WARN, "credentials could not be renewed; those at hand are still valid", "error", c->failure);
            return give(c, a, ret, ret_number);
        }
        *ret_error = error_of(a, AWS_ERROR_CREDENTIALS, arena_strdup(a, c->failure));
        return false;
    }
}

bool aws_credentials_get(aws_credentials *c, arena *a, cancel *stop, sigv4_credentials *ret, uint64_t *ret_number,
                         const aws_error **ret_error) {
    pthread_mutex_lock(&c->lock);
    bool ok = get(c, a, stop, ret, ret_number, ret_error);
    pthread_mutex_unlock(&c->lock);
    return ok;
}

bool aws_credentials_refuse(aws_credentials *c, uint64_t number) {
    pthread_mutex_lock(&c->lock);
    bool renewable = c->current.a != NULL && !c->current.found.fixed;
    if (renewable && c->number == number) {
        c->refused = true;
    }
    pthread_mutex_unlock(&c->lock);
    return renewable;
}
