// The provider instance: what ConfigureProvider made of the provider block, and what calls ask of it.
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "aws/partition.h"
#include "base/fatal.h"
#include "base/log.h"
#include "engine/account.h"
#include "engine/engine_internal.h"

// One configuration. A debugged provider is configured again by every Terraform run: older ones are kept until the end,
// because calls may still use them.
typedef struct configuration configuration;
struct configuration {
    arena *arena;
    aws_client *client;
    const value *default_tags;
    const value *ignored_keys;
    const value *ignored_prefixes;
    const aws_partition *partition;
    const char *region;
    const char *unknown_argument; // a provider argument that is still unknown; then there is no client
    bool may_ask_account;
    pthread_mutex_t account_mutex;
    const char *account_id; // NULL: not asked yet, or not to be had
    configuration *older;
};

// What StopProvider fires. Those of earlier runs are kept until the end, because calls may still look at them.
typedef struct latch latch;
struct latch {
    cancel *stop;
    latch *older;
};

struct engine {
    pthread_mutex_t mutex; // guards `current` and `latest`
    configuration *current;
    latch *latest;
    batch_table *batches;
};

static void add_latch(engine *e) {
    latch *l = calloc(1, sizeof *l);
    if (l == NULL) {
        fatal("out of memory");
    }
    *l = (latch){.stop = cancel_new(), .older = e->latest};
    e->latest = l;
}

engine *engine_new(void) {
    engine *e = calloc(1, sizeof *e);
    if (e == NULL) {
        fatal("out of memory");
    }
    (void)pthread_mutex_init(&e->mutex, NULL);
    add_latch(e);
    e->batches = batch_table_new();
    return e;
}

void engine_free(engine *e) {
    if (e == NULL) {
        return;
    }
    while (e->current != NULL) {
        configuration *c = e->current;
        e->current = c->older;
        aws_client_free(c->client);
        (void)pthread_mutex_destroy(&c->account_mutex);
        arena_free(c->arena);
        free(c);
    }
    while (e->latest != NULL) {
        latch *l = e->latest;
        e->latest = l->older;
        cancel_free(l->stop);
        free(l);
    }
    batch_table_free(e->batches);
    (void)pthread_mutex_destroy(&e->mutex);
    free(e);
}

void engine_heard(engine *e) {
    batch_heard(e->batches);
}

void engine_upgraded(engine *e, const spec *s) {
    const clock_source *clock = clock_system();
    if (s->read_count > 0 && s->read[0].batch != NULL) {
        batch_announce(e->batches, s->read[0].op, clock->monotonic_ms(clock));
    }
}

batch_table *engine_batches(const engine *e) {
    return e->batches;
}

void engine_stop(engine *e) {
    cancel_fire(engine_cancel(e));
}

void engine_resume(engine *e) {
    (void)pthread_mutex_lock(&e->mutex);
    if (cancel_fired(e->latest->stop)) {
        add_latch(e);
    }
    (void)pthread_mutex_unlock(&e->mutex);
}

cancel *engine_cancel(const engine *e) {
    engine *held = (engine *)e; // the mutex is no part of what the engine says
    (void)pthread_mutex_lock(&held->mutex);
    cancel *stop = held->latest->stop;
    (void)pthread_mutex_unlock(&held->mutex);
    return stop;
}

static configuration *current(const engine *e) {
    engine *held = (engine *)e; // the mutex is no part of what the engine says
    (void)pthread_mutex_lock(&held->mutex);
    configuration *c = held->current;
    (void)pthread_mutex_unlock(&held->mutex);
    return c;
}

aws_client *engine_client(engine_call *call) {
    configuration *c = current(call->engine);
    if (c == NULL) {
        diag_error(&call->diags, NULL, "Provider not configured",
                   "The operation needs the provider, which was not configured.");
        return NULL;
    }
    if (c->client == NULL) {
        diag_error(&call->diags, NULL, "Provider configuration not known yet",
                   "The provider argument \"%s\" depends on a value that is known only after apply, so AWS cannot be "
                   "asked. Apply "
                   "what it depends on first (terraform apply -target=...), or give it a value that is known.",
                   c->unknown_argument);
    }
    return c->client;
}

const value *engine_default_tags(const engine *e) {
    configuration *c = current(e);
    return c == NULL ? value_null() : c->default_tags;
}

bool engine_tag_ignored(const engine *e, str key) {
    configuration *c = current(e);
    if (c == NULL) {
        return false;
    }
    for (size_t i = 0; i < value_count(c->ignored_keys); i++) {
        if (str_eq(value_str(value_item(c->ignored_keys, i)), key)) {
            return true;
        }
    }
    for (size_t i = 0; i < value_count(c->ignored_prefixes); i++) {
        const value *prefix = value_item(c->ignored_prefixes, i);
        if (!value_is_unknown(prefix) && str_has_prefix(key, value_text(prefix))) {
            return true;
        }
    }
    return false;
}

// The account is asked for once, when it is first needed and the configuration did not ask already.
static const char *account_id(engine *e, configuration *c) {
    (void)pthread_mutex_lock(&c->account_mutex);
    if (c->account_id == NULL && c->may_ask_account && c->client != NULL) {
        arena *a = arena_new();
        const aws_error *error = NULL;
        const char *id = NULL;
        if (account_ask(c->client, a, engine_cancel(e), &id, &error)) {
            c->account_id = arena_strdup(c->arena, id);
        } else {
            LOG(LOG_WARN, "the account id could not be had", "error", aws_error_text(a, error));
            c->may_ask_account = false;
        }
        arena_free(a);
    }
    const char *id = c->account_id;
    (void)pthread_mutex_unlock(&c->account_mutex);
    return id;
}

bool engine_plans_alone(const engine *e) {
    configuration *c = current(e);
    if (c == NULL || c->client == NULL) {
        return true;
    }
    if (pthread_mutex_trylock(&c->account_mutex) != 0) {
        return false; // it is being asked for
    }
    bool known = c->account_id != NULL || !c->may_ask_account;
    (void)pthread_mutex_unlock(&c->account_mutex);
    return known;
}

const char *engine_aws_fact(engine *e, const char *name) {
    configuration *c = current(e);
    if (c == NULL || c->region == NULL) {
        return NULL;
    }
    if (strcmp(name, "account_id") == 0) {
        return account_id(e, c);
    }
    if (strcmp(name, "region") == 0) {
        return c->region;
    }
    const struct {
        const char *name;
        const char *text;
    } facts[] = {
        {"partition", c->partition->id},
        {"partition_name", c->partition->name},
        {"dns_suffix", c->partition->dns_suffix},
        {"reverse_dns_prefix", c->partition->reverse_dns_prefix},
        {"global_region", c->partition->global_region},
        {"region_name", aws_region_long_name(c->region)},
    };
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        if (strcmp(facts[i].name, name) == 0) {
            return facts[i].text;
        }
    }
    return NULL;
}

void engine_adopt(engine *e, const engine_settings *s) {
    configuration *c = calloc(1, sizeof *c);
    if (c == NULL) {
        fatal("out of memory");
    }
    c->arena = arena_new();
    (void)pthread_mutex_init(&c->account_mutex, NULL);
    c->client = s->client;
    c->default_tags = value_deep_copy(c->arena, s->default_tags);
    c->ignored_keys = value_deep_copy(c->arena, s->ignored_keys);
    c->ignored_prefixes = value_deep_copy(c->arena, s->ignored_prefixes);
    c->unknown_argument = arena_strdup(c->arena, s->unknown_argument);
    c->account_id = arena_strdup(c->arena, s->account_id);
    c->may_ask_account = s->may_ask_account;
    if (s->client != NULL) {
        c->region = arena_strdup(c->arena, aws_config_region(aws_client_config(s->client)));
        c->partition = aws_partition_of_region(c->region);
    }
    (void)pthread_mutex_lock(&e->mutex);
    c->older = e->current;
    e->current = c;
    (void)pthread_mutex_unlock(&e->mutex);
}
