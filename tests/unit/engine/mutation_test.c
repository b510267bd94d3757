// Every resource and data source against an AWS whose answers are spoilt, one place at a time: whatever comes, a call
// ends, with a state that is wholly known and of its type; what was made is not lost; and what core asks of a state
// that came without an error holds.
//
// CAWS_MUTATIONS=all in the environment spoils every place; without it, a fair share of them.
#include "config_kit.h"
#include "test.h"

#include "engine/engine_internal.h"
#include "engine/fake_aws.h"
#include "engine/msgpack.h"
#include "engine/plan_check.h"
#include "engine/samples.h"

enum {
    REQUESTS_MAX = 3000, // in one call: past this it would never end
    SHARES = 12000,      // places to spoil, all in all: each resource and each kind of call has the same share
};

typedef enum scenario { CREATE, READ, UPDATE, DELETE, IMPORT, DATA, SCENARIOS } scenario;
static const char *const SCENARIO_NAMES[] = {"create", "read", "update", "delete", "import", "data"};
static const char *const SPOIL_NAMES[] = {"nothing", "missing", "null",    "empty object", "empty list", "other type",
                                          "no body", "list",    "garbage", "cut",          "error",      "broken"};

static fake_aws aws;

typedef struct rig {
    engine *engine;
    arena *arena;        // of the configuration, the state and the plans
    const value *config; // all that can be configured
    const value *small;  // only what must be
    const value *state;
    const value *create, *update; // planned
} rig;

static void complain(const spec *s, scenario what, const char *problem) {
    enum { PRINTED_MAX = 50 };
    static int printed;
    test_failed = true;
    if (printed++ > PRINTED_MAX) {
        return;
    }
    printf("%s, %s, %s of %s at place %zu: %s\n", s->type, SCENARIO_NAMES[what], SPOIL_NAMES[aws.how],
           aws.spoilt == NULL ? "no call" : aws.spoilt->name, aws.place, problem);
}

// ---- the rig ---------------------------------------------------------------------------------------------------

static engine *engine_of(arena *a) {
    value *tags = value_map_new(a);
    value_put_static(a, tags, "team", value_cstr(a, "x"));
    engine *e = engine_new();
    engine_settings settings = {.client =
                                    aws_client_new(config_kit("eu-west-1", true), &aws.transport, &aws.clock, "test"),
                                .default_tags = tags,
                                .ignored_keys = value_null(),
                                .ignored_prefixes = value_null(),
                                .account_id = "123456789012"};
    engine_adopt(e, &settings);
    return e;
}

// Everything that a user can write, blocks included.
static const value *whole_config(arena *a, const spec_attr *attrs, size_t count) {
    value *out = value_object_new(a);
    for (size_t i = 0; i < count; i++) {
        const spec_attr *attr = &attrs[i];
        const value *v = sample_absent(a, attr);
        bool can_be_set = attr->required || attr->optional || (spec_is_block(attr) && !attr->computed);
        if (can_be_set && attr->as_json) {
            v = value_cstr(a, "[{\"name\": \"sample\"}]");
        } else if (can_be_set && !attr->write_only) {
            v = sample_value(a, attr, true);
            if (attr->of_count > 0) {
                const value *item = whole_config(a, attr->of, attr->of_count);
                value *items = v->kind == VALUE_SET ? value_set_new(a) : value_list_new(a);
                value_push(a, items, item);
                v = v->kind == VALUE_OBJECT ? item : items;
            }
        }
        value_put_static(a, out, attr->name, v);
    }
    return out;
}

static const value *plan(rig *r, const spec *s, const value *prior, const value *config) {
    engine_call call = {
        .engine = r->engine, .arena = r->arena, .stop = engine_cancel(r->engine), .diags = {.arena = r->arena}};
    engine_plan_request q = {.prior = prior, .proposed = config, .config = config};
    engine_plan_response planned = {0};
    engine_plan(&call, s, &q, &planned);
    return planned.planned;
}

static rig rig_new(const spec *s) {
    arena *a = arena_new();
    fake_aws_reset(&aws, s, false);
    rig r = {.engine = engine_of(a), .arena = a};
    const spec_block *b = &s->block;
    r.config = whole_config(a, b->attrs, b->attr_count);
    r.small = sample_object(a, b->attrs, b->attr_count, false);
    if (s->kind == SPEC_RESOURCE) {
        r.create = plan(&r, s, value_null(), r.config);
        r.state = sample_state(a, b->attrs, b->attr_count, r.create);
        r.update = plan(&r, s, r.state, r.small);
    }
    return r;
}

static void rig_free(rig *r) {
    engine_free(r->engine);
    arena_free(r->arena);
}

// ---- one call --------------------------------------------------------------------------------------------------

static void check_state(const spec *s, scenario what, arena *a, const value *state) {
    const void *bytes = NULL;
    size_t len = 0;
    if (state == NULL) {
        complain(s, what, "no state at all");
    } else if (value_has_unknown(state)) {
        complain(s, what, "the state has unknown parts");
    } else if (!msgpack_encode(a, s->block.type, state, &bytes, &len)) {
        complain(s, what, "the state is not of its type");
    }
}

static const value *apply(engine_call *c, const spec *s, const value *prior, const value *planned,
                          const value *config) {
    engine_apply_request q = {.prior = prior, .planned = planned, .config = config};
    engine_apply_response ret = {0};
    engine_apply(c, s, &q, &ret);
    return ret.state;
}

static void check_create(const spec *s, const rig *r, engine_call *c) {
    const value *state = apply(c, s, value_null(), r->create, r->config);
    check_state(s, CREATE, c->arena, state);
    if (value_is_null(state) && (aws.created || !diags_failed(&c->diags))) {
        complain(s, CREATE, "the object is lost");
    }
    if (!diags_failed(&c->diags) && !plan_may_become(r->create, state)) {
        complain(s, CREATE, "core would refuse the state");
    }
}

static void check_update(const spec *s, const rig *r, engine_call *c) {
    const value *state = apply(c, s, r->state, r->update, r->small);
    check_state(s, UPDATE, c->arena, state);
    if (value_is_null(state)) {
        complain(s, UPDATE, "the object is lost");
    } else if (!diags_failed(&c->diags) && !plan_may_become(r->update, state)) {
        complain(s, UPDATE, "core would refuse the state");
    }
}

static void check_delete(const spec *s, const rig *r, engine_call *c) {
    // What only the provider knows may say that nothing is to be deleted.
    value *before = value_copy(c->arena, r->state, VALUE_OBJECT);
    for (size_t i = 0; i < s->block.attr_count; i++) {
        if (s->block.attrs[i].provider_only && s->block.attrs[i].type->kind == TYPE_BOOL) {
            value_put_static(c->arena, before, s->block.attrs[i].name, value_bool(false));
        }
    }
    const value *state = apply(c, s, before, value_null(), value_null());
    check_state(s, DELETE, c->arena, state);
    if (value_is_null(state) == diags_failed(&c->diags)) {
        complain(s, DELETE, "gone with an error, or there without one");
    }
}

static void check_read(const spec *s, scenario what, engine_call *c, const value *before) {
    const value *state = engine_read(c, s, before, NULL, NULL);
    check_state(s, what, c->arena, state);
    if (diags_failed(&c->diags) && !value_equal(state, before)) {
        complain(s, what, "an error changed the state");
    }
}

static void run(const spec *s, const rig *r, scenario what) {
    arena *a = arena_new();
    engine_call c = {.engine = r->engine, .arena = a, .stop = engine_cancel(r->engine), .diags = {.arena = a}};
    switch (what) {
    case CREATE:
        check_create(s, r, &c);
        break;
    case READ:
        check_read(s, what, &c, r->state);
        break;
    case UPDATE:
        check_update(s, r, &c);
        break;
    case DELETE:
        check_delete(s, r, &c);
        break;
    case IMPORT: {
        const value *imported = engine_import(&c, s, "sample");
        c.diags = (diags){.arena = a};
        imported = value_is_null(imported) ? engine_import(&c, s, "sample/sample") : imported;
        c.diags = (diags){.arena = a};
        if (!value_is_null(imported)) {
            check_read(s, what, &c, imported);
        }
        break;
    }
    case DATA: {
        const value *state = engine_read_data(&c, s, r->config, NULL);
        check_state(s, what, a, state);
        if (value_is_null(state) != diags_failed(&c.diags)) {
            complain(s, what, "nothing without an error, or something with one");
        }
        break;
    }
    default:
        break;
    }
    if (aws.requests > REQUESTS_MAX) {
        complain(s, what, "it asks AWS too often");
    }
    if (aws.unknown_requests > 0) {
        complain(s, what, "it asks what no model has");
    }
    arena_free(a);
}

// ---- all that can be spoilt ------------------------------------------------------------------------------------

static void spoil_and_run(const spec *s, const rig *r, scenario what, const api_operation *op, spoil how,
                          size_t place) {
    fake_aws_reset(&aws, s, what == CREATE);
    aws.spoilt = op;
    aws.how = how;
    aws.place = place;
    run(s, r, what);
}

static void spoil_all(const spec *s, const rig *r, scenario what) {
    fake_aws_reset(&aws, s, what == CREATE);
    run(s, r, what);
    fake_aws good = aws;
    size_t total = 0;
    for (size_t i = 0; i < good.called_count; i++) {
        total += good.places[i] * (SPOIL_PLACE_KINDS - 1);
        for (spoil how = SPOIL_PLACE_KINDS; how < SPOIL_KINDS; how++) {
            spoil_and_run(s, r, what, good.called[i], how, 0);
        }
    }
    const char *wish = getenv("CAWS_MUTATIONS");
    size_t share = SHARES / (spec_registry_count * IMPORT) + 1;
    size_t stride = wish != NULL && strcmp(wish, "all") == 0 ? 1 : total / share + 1;
    size_t next = 0;
    size_t n = 0;
    for (size_t i = 0; i < good.called_count; i++) {
        for (size_t place = 0; place < good.places[i]; place++) {
            for (spoil how = SPOIL_MISSING; how < SPOIL_PLACE_KINDS; how++, n++) {
                if (n == next) {
                    next += stride;
                    spoil_and_run(s, r, what, good.called[i], how, place);
                }
            }
        }
    }
}

TEST(every_resource_stands_spoilt_answers) {
    for (size_t i = 0; i < spec_registry_count; i++) {
        const spec *s = spec_registry[i];
        rig r = rig_new(s);
        for (scenario what = CREATE; what < SCENARIOS; what++) {
            if ((s->kind == SPEC_DATA) == (what == DATA)) {
                spoil_all(s, &r, what);
            }
        }
        rig_free(&r);
    }
}
