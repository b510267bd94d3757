#include "engine/batch.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/fatal.h"
#include "base/log.h"
#include "engine/batch_internal.h"

// How long a leader waits for others. All are milliseconds of the client's clock.
enum {
    TICK = 1,
    QUIET = 6,         // with reads beside it: until the host has been silent for so long
    BARREN = 8,        // until nobody has joined for so long, however busy the host is
    COMPLETE = 2,      // the former once all are there that were expected
    COMING_QUIET = 60, // the two while further reads are expected
    COMING_BARREN = 100,
    LONGEST = 200,   // while others keep joining
    RECENT = 250,    // so long after an answer its readers are expected back
    ANNOUNCED = 150, // so long after it was announced a read is expected
};

enum { ALONE_ENOUGH = 16 }; // after so many reads of an operation that had no like, further ones do not wait for one

// What is known of the reads of one operation. A host that walks over many objects announces each, by upgrading its
// state, before it reads it; and comes back with as many as it read together the last time.
typedef struct habit habit;
struct habit {
    const api_operation *op;
    size_t readers; // the last time
    int64_t answered_ms;
    size_t announced; // and not yet read
    int64_t announced_ms;
    size_t alone; // reads one after another that had no like beside them
    habit *next;
};

struct batch_table {
    pthread_mutex_t lock;
    gathering *gatherings; // open or closed
    habit *habits;
    atomic_size_t heard; // calls of the host so far
    atomic_size_t reads; // under way
};

batch_table *batch_table_new(void) {
    batch_table *t = calloc(1, sizeof *t);
    if (t == NULL) {
        fatal("out of memory");
    }
    (void)pthread_mutex_init(&t->lock, NULL);
    return t;
}

void batch_table_free(batch_table *t) {
    if (t == NULL) {
        return;
    }
    while (t->habits != NULL) {
        habit *h = t->habits;
        t->habits = h->next;
        free(h);
    }
    (void)pthread_mutex_destroy(&t->lock);
    free(t);
}

void batch_heard(batch_table *t) {
    atomic_fetch_add(&t->heard, 1);
}

// ---- what a read has in common with others ----

static const char *text_or_empty(const char *text) {
    return text == NULL ? "" : text;
}

// The one object that the input names; NULL when it names none or several, so that it cannot be one of many.
static const char *object_of(const batch_read *r) {
    const value *list = r->batch == NULL ? NULL : value_get(r->input, r->batch->member);
    const value *item = value_item(list, 0);
    return value_count(list) == 1 && value_is_known_string(item) ? value_text(item) : NULL;
}

// Who names no region means the provider's.
static const char *region_of(const batch_read *r, const aws_call_options *o) {
    return text_or_empty(o->region != NULL ? o->region : aws_config_region(aws_client_config(r->client)));
}

static const value *without(arena *a, const value *input, const char *member) {
    value *rest = value_object_new(a);
    for (size_t i = 0; i < input->map.count; i++) {
        if (!str_is(input->map.entries[i].key, member)) {
            value_put(a, rest, input->map.entries[i].key, input->map.entries[i].value);
        }
    }
    return rest;
}

// Steps of several types may ask for the same kind of object.
static bool same_batch(const spec_batch *x, const spec_batch *y) {
    if (x == y || x == NULL || y == NULL) {
        return x == y;
    }
    size_t i = 0;
    while (x->keys[i] != NULL && y->keys[i] != NULL && strcmp(x->keys[i], y->keys[i]) == 0) {
        i++;
    }
    return x->keys[i] == NULL && y->keys[i] == NULL && x->most == y->most && strcmp(x->member, y->member) == 0 &&
           strcmp(x->list, y->list) == 0 && strcmp(text_or_empty(x->within), text_or_empty(y->within)) == 0;
}

static bool same_input(const batch_read *x, const batch_read *y) {
    return x->client == y->client && x->op == y->op && x->pages == y->pages && same_batch(x->batch, y->batch) &&
           value_equal(x->input, y->input);
}

// ---- habits ----

// With the lock held.
static habit *habit_of(batch_table *t, const api_operation *op) {
    for (habit *h = t->habits; h != NULL; h = h->next) {
        if (h->op == op) {
            return h;
        }
    }
    habit *h = calloc(1, sizeof *h);
    if (h == NULL) {
        fatal("out of memory");
    }
    *h = (habit){.op = op, .next = t->habits};
    t->habits = h;
    return h;
}

void batch_announce(batch_table *t, const api_operation *op, int64_t now_ms) {
    (void)pthread_mutex_lock(&t->lock);
    habit *h = habit_of(t, op);
    h->announced++;
    h->announced_ms = now_ms;
    (void)pthread_mutex_unlock(&t->lock);
}

// ---- joining ----

static gathering *gathering_new(const batch_read *shared, const aws_call_options *o) {
    gathering *g = calloc(1, sizeof *g);
    if (g == NULL) {
        fatal("out of memory");
    }
    g->arena = arena_new();
    g->read = *shared;
    g->read.input = value_deep_copy(g->arena, shared->input);
    g->agent = arena_strdup(g->arena, text_or_empty(o->extra_user_agent));
    g->region = arena_strdup(g->arena, region_of(shared, o));
    g->stop = o->stop;
    g->most = shared->batch == NULL ? 1 : (size_t)shared->batch->most;
    g->wanted = ARENA_ARRAY(g->arena, wanted, g->most);
    (void)pthread_cond_init(&g->changed, NULL);
    return g;
}

static void gathering_free(gathering *g) {
    (void)pthread_cond_destroy(&g->changed);
    arena_free(g->arena);
    free(g);
}

static wanted *find_wanted(const gathering *g, const char *key) {
    for (size_t i = 0; i < g->count; i++) {
        if (strcmp(g->wanted[i].key, key) == 0) {
            return &g->wanted[i];
        }
    }
    return NULL;
}

static bool is_like(const gathering *g, const batch_read *shared, const aws_call_options *o) {
    return g->stop == o->stop && same_input(&g->read, shared) &&
           strcmp(g->agent, text_or_empty(o->extra_user_agent)) == 0 && strcmp(g->region, region_of(shared, o)) == 0;
}

// One that takes the read: of the same request, and with the object already in it or with room for it. `*ret_like`:
// there is one of the same request at least, that may be closed.
static gathering *find_open(const batch_table *t, const batch_read *shared, const aws_call_options *o, const char *key,
                            bool *ret_like) {
    *ret_like = false;
    for (gathering *g = t->gatherings; g != NULL; g = g->next) {
        if (is_like(g, shared, o)) {
            *ret_like = true;
            if (!g->closed && (g->count < g->most || find_wanted(g, key) != NULL)) {
                return g;
            }
        }
    }
    return NULL;
}

// With the lock held. `*ret_leads`: the gathering is new.
static gathering *join(batch_table *t, const batch_read *shared, const aws_call_options *o, const char *key,
                       wanted **ret_wanted, bool *ret_leads) {
    bool like = false;
    gathering *g = find_open(t, shared, o, key, &like);
    *ret_leads = g == NULL;
    if (like && shared->batch == NULL) {
        habit_of(t, shared->op)->alone = 0;
    }
    if (g == NULL) {
        g = gathering_new(shared, o);
        g->next = t->gatherings;
        t->gatherings = g;
    }
    wanted *w = find_wanted(g, key);
    if (w == NULL) {
        w = &g->wanted[g->count++];
        w->key = arena_strdup(g->arena, key);
    }
    atomic_fetch_add(&g->readers, 1);
    g->holders++;
    *ret_wanted = w;
    return g;
}

static void leave(batch_table *t, gathering *g) {
    (void)pthread_mutex_lock(&t->lock);
    bool last = --g->holders == 0;
    for (gathering **at = &t->gatherings; last && *at != NULL; at = &(*at)->next) {
        if (*at == g) {
            *at = g->next;
            break;
        }
    }
    (void)pthread_mutex_unlock(&t->lock);
    if (last) {
        gathering_free(g);
    }
}

// ---- what is to be expected ----

static int64_t now_of(const gathering *g) {
    const clock_source *clock = aws_client_clock(g->read.client);
    return clock->monotonic_ms(clock);
}

typedef enum outlook { NOTHING_KNOWN, MORE_TO_COME, ALL_THERE } outlook;

static outlook look_out(batch_table *t, const gathering *g, size_t readers) {
    int64_t now = now_of(g);
    (void)pthread_mutex_lock(&t->lock);
    habit *h = habit_of(t, g->read.op);
    if (now - h->announced_ms > ANNOUNCED) {
        h->announced = 0; // a walk that upgrades and does not read
    }
    bool habitual = h->readers > 1 && now - h->answered_ms <= RECENT;
    bool more = (g->read.announced && h->announced > 0) || (habitual && readers < h->readers);
    (void)pthread_mutex_unlock(&t->lock);
    return more ? MORE_TO_COME : habitual ? ALL_THERE : NOTHING_KNOWN;
}

static bool is_always_alone(batch_table *t, const gathering *g) {
    (void)pthread_mutex_lock(&t->lock);
    bool always = habit_of(t, g->read.op)->alone >= ALONE_ENOUGH;
    (void)pthread_mutex_unlock(&t->lock);
    return always;
}

// With the lock held.
static void remember(habit *h, const gathering *g) {
    size_t readers = atomic_load(&g->readers);
    h->readers = readers > h->readers * 3 / 4 ? readers : h->readers * 3 / 4;
    h->answered_ms = now_of(g);
}

// ---- leading ----

static bool is_full(batch_table *t, const gathering *g) {
    (void)pthread_mutex_lock(&t->lock);
    bool full = g->count == g->most;
    (void)pthread_mutex_unlock(&t->lock);
    return full;
}

// How long nothing may happen before the leader sends. A read without company is held up by a tick where it could have
// had some. With company it is sent when the host falls silent, for then the others wait for answers too.
static bool is_time(batch_table *t, const gathering *g, size_t readers, int quiet, int barren) {
    bool company = readers > 1 || atomic_load(&t->reads) > 1;
    switch (look_out(t, g, readers)) {
    case MORE_TO_COME:
        return quiet >= COMING_QUIET || barren >= COMING_BARREN;
    case ALL_THERE:
        return quiet >= COMPLETE || barren >= BARREN;
    case NOTHING_KNOWN:
        break;
    }
    return quiet >= (company ? QUIET : TICK) || barren >= BARREN;
}

static void wait_for_many(batch_table *t, gathering *g) {
    const clock_source *clock = aws_client_clock(g->read.client);
    size_t heard = atomic_load(&t->heard);
    size_t readers = 1;
    int quiet = 0;
    int barren = 0;
    for (int waited = 0; waited < LONGEST && !is_full(t, g); waited += TICK) {
        if (clock->sleep_ms(clock, g->stop, TICK)) {
            return;
        }
        size_t heard_now = atomic_load(&t->heard);
        size_t readers_now = atomic_load(&g->readers);
        quiet = heard_now == heard && readers_now == readers ? quiet + TICK : 0;
        barren = readers_now == readers ? barren + TICK : 0;
        heard = heard_now;
        readers = readers_now;
        if (is_time(t, g, readers, quiet, barren)) {
            return;
        }
    }
}

// Few reads have their like: one waits only beside others where reads of its operation have had theirs, and on only
// while some join.
static void wait_for_same(batch_table *t, gathering *g) {
    if (is_always_alone(t, g)) {
        return;
    }
    const clock_source *clock = aws_client_clock(g->read.client);
    size_t readers = 0;
    for (int waited = 0; waited < LONGEST && atomic_load(&t->reads) > 1 && atomic_load(&g->readers) > readers;
         waited += TICK) {
        readers = atomic_load(&g->readers);
        if (clock->sleep_ms(clock, g->stop, TICK)) {
            return;
        }
    }
}

// Nobody joins from here on. The number of those that did.
static size_t close_gathering(batch_table *t, gathering *g) {
    (void)pthread_mutex_lock(&t->lock);
    g->closed = true;
    size_t readers = atomic_load(&g->readers);
    if (readers == 1 && g->read.batch == NULL) {
        habit_of(t, g->read.op)->alone++;
    }
    (void)pthread_mutex_unlock(&t->lock);
    return readers;
}

static void publish(batch_table *t, gathering *g) {
    (void)pthread_mutex_lock(&t->lock);
    remember(habit_of(t, g->read.op), g);
    g->answered = true;
    (void)pthread_cond_broadcast(&g->changed);
    (void)pthread_mutex_unlock(&t->lock);
}

// ---- following ----

// False when the provider was stopped before there was an answer.
static bool wait_for_answer(batch_table *t, gathering *g, cancel *stop) {
    cancel_watch watch = {.lock = &t->lock, .changed = &g->changed};
    cancel_watch_add(stop, &watch);
    (void)pthread_mutex_lock(&t->lock);
    while (!g->answered && !cancel_fired(stop)) {
        (void)pthread_cond_wait(&g->changed, &t->lock);
    }
    bool answered = g->answered;
    (void)pthread_mutex_unlock(&t->lock);
    cancel_watch_remove(stop, &watch);
    return answered;
}

static const aws_error *stopped(const batch_read *r, arena *a) {
    aws_error e = {
        .kind = AWS_ERROR_CANCELLED,
        .message = "the provider was stopped",
        .service = r->op->service->sdk_id,
        .operation = r->op->name,
    };
    return aws_error_copy(a, &e);
}

// ---- a read ----

static bool ask_alone(const batch_read *r, const aws_call_options *o, const value **ret_output,
                      const aws_error **ret_error) {
    return r->pages ? aws_call_pages(r->client, r->op, r->input, o, ret_output, ret_error)
                    : aws_call(r->client, r->op, r->input, o, ret_output, ret_error);
}

static bool take_answer(const batch_read *r, const gathering *g, const wanted *w, const aws_call_options *o,
                        const value **ret_output, const aws_error **ret_error) {
    if (w->error != NULL) {
        *ret_error = aws_error_copy(o->arena, w->error);
        return false;
    }
    const value *part = w->output == NULL ? NULL : batch_part(o->arena, g, w);
    if (part == NULL) {
        return ask_alone(r, o, ret_output, ret_error);
    }
    *ret_output = part;
    return true;
}

static bool share(batch_table *t, const batch_read *r, const aws_call_options *o, const value **ret_output,
                  const aws_error **ret_error) {
    const char *key = object_of(r);
    batch_read shared = *r;
    if (key == NULL) {
        shared.batch = NULL;
        key = "";
    } else {
        shared.input = without(o->arena, r->input, r->batch->member);
        shared.pages = true;
    }
    wanted *w = NULL;
    bool leads = false;
    (void)pthread_mutex_lock(&t->lock);
    gathering *g = join(t, &shared, o, key, &w, &leads);
    habit *h = r->announced ? habit_of(t, r->op) : NULL;
    if (h != NULL && h->announced > 0) {
        h->announced--;
    }
    (void)pthread_mutex_unlock(&t->lock);
    bool alone = false;
    if (leads) {
        g->read.batch != NULL ? wait_for_many(t, g) : wait_for_same(t, g);
        size_t readers = close_gathering(t, g);
        alone = readers == 1;
        if (!alone) {
            LOG(LOG_DEBUG, "Reads share a request", "aws_operation", r->op->name, "reads",
                arena_printf(o->arena, "%zu", readers));
            batch_ask(g);
            publish(t, g);
        }
    }
    bool ok = false;
    if (alone) {
        ok = ask_alone(r, o, ret_output, ret_error);
    } else if (!leads && !wait_for_answer(t, g, o->stop)) {
        *ret_error = stopped(r, o->arena);
    } else {
        ok = take_answer(r, g, w, o, ret_output, ret_error);
    }
    leave(t, g);
    return ok;
}

bool batch_call(batch_table *t, const batch_read *r, const aws_call_options *options, const value **ret_output,
                const aws_error **ret_error) {
    atomic_fetch_add(&t->reads, 1);
    bool ok = share(t, r, options, ret_output, ret_error);
    atomic_fetch_sub(&t->reads, 1);
    return ok;
}
