#include "engine/op.h"

#include <string.h>

#include "engine/reconcile.h"

enum {
    FIRST_PAUSE_MS = 100,
    LONGEST_PAUSE_MS = 5000,
    MOST_MISSES = 20, // in a row, of an object that was seen before
};

static const char *seconds_text(arena *a, int64_t ms) {
    return ms % 60000 == 0 ? arena_printf(a, "%lldm", (long long)(ms / 60000))
                           : arena_printf(a, "%.1fs", (double)ms / 1000);
}

// Back-off doubles from 100 ms to 5 s; half of each pause is jitter, so that many waits do not beat in time.
static int64_t pause_ms(unsigned attempt) {
    int64_t full = attempt > 6 ? LONGEST_PAUSE_MS : FIRST_PAUSE_MS << attempt;
    full = full > LONGEST_PAUSE_MS ? LONGEST_PAUSE_MS : full;
    return full / 2 + (int64_t)random_below((uint64_t)full / 2 + 1);
}

static wait_state poll_once(engine_op *op, wait_state (*probe)(engine_op *op, void *data), void *data) {
    engine_op poll = *op;
    poll.arena = arena_child(op->arena);
    wait_state state = probe(&poll, data);
    arena_free(poll.arena);
    return state;
}

static void fail_late(engine_op *op, const char *key, int64_t timeout_ms) {
    // Terraform marks what it could not make as tainted.
    const char *next = op->verb == VERB_CREATE ? "The object is in the state, and is made anew by the next apply; "
                                                 "\"terraform untaint\" keeps it as it is."
                                               : "The object is in the state; a later apply goes on from here.";
    const char *longer = key == NULL                ? ""
                         : op_timeout_in_block(key) ? arena_printf(op->arena, "%s in the timeouts block", key)
                                                    : key;
    op_fail_text(op, NULL, arena_printf(op->arena, "Timeout while %s", op->doing),
                 "It did not get where it should within %s. %s%s%s%s", seconds_text(op->arena, timeout_ms), next,
                 key == NULL ? "" : " More time can be given by ", longer, key == NULL ? "" : ".");
}

bool op_wait(engine_op *op, const char *key, int64_t default_ms, wait_state (*probe)(engine_op *op, void *data),
             void *data) {
    const clock_source *clock = aws_client_clock(op->client);
    int64_t timeout_ms = op_timeout_ms(op, key, default_ms);
    int64_t deadline_ms = clock->monotonic_ms(clock) + timeout_ms;
    for (unsigned attempt = 0;; attempt++) {
        wait_state state = poll_once(op, probe, data);
        if (state != WAIT_GOES_ON) {
            return state == WAIT_DONE;
        }
        int64_t left_ms = deadline_ms - clock->monotonic_ms(clock);
        if (left_ms <= 0) {
            fail_late(op, key, timeout_ms);
            return false;
        }
        int64_t pause = pause_ms(attempt);
        if (clock->sleep_ms(clock, op->call->stop, pause < left_ms ? pause : left_ms)) {
            op_fail_text(op, NULL, arena_printf(op->arena, "Interrupted while %s", op->doing),
                         "The provider was stopped while it waited. What exists is in the state.");
            return false;
        }
    }
}

typedef struct wait_probe {
    const spec_wait *wait;
    engine_op *op;    // outlives the polls
    int in_a_row;     // of reads that were as planned
    bool seen;        // the object was there
    int misses;       // in a row
    const char *last; // state that AWS told, in the call's arena; NULL: none
    bool failed;      // a diagnostic was added
} wait_probe;

static const char *match_text(arena *a, const value *object, const spec_match *m) {
    return value_scalar_text(a, api_path_first(a, object, &m->path));
}

static void remember_state(engine_op *poll, wait_probe *p, const value *object) {
    const spec_wait *w = p->wait;
    const char *text = w->until_count == 0 ? NULL : match_text(poll->arena, object, &w->until[0]);
    if (text != NULL && (p->last == NULL || strcmp(p->last, text) != 0)) {
        p->last = arena_strdup(p->op->call->arena, text);
    }
}

static wait_state judge(engine_op *poll, wait_probe *p) {
    const spec_wait *w = p->wait;
    const value *object = op_output_of(poll, "");
    remember_state(poll, p, object);
    for (size_t i = 0; i < w->fail_count; i++) {
        if (spec_match_holds(poll->arena, object, &w->fail[i])) {
            const char *state = match_text(poll->arena, object, &w->fail[i]);
            const value *reason = w->reason == NULL ? NULL : api_path_first(poll->arena, object, w->reason);
            op_fail_text(p->op, NULL, arena_printf(p->op->call->arena, "%s failed", p->op->doing),
                         "AWS reports the state %s%s%s.", state == NULL ? "unknown" : state,
                         value_is_empty(reason) ? "" : ": ", value_text(reason));
            return WAIT_FAILED;
        }
    }
    if (w->gone || (w->there && value_is_null(object))) {
        return WAIT_GOES_ON;
    }
    for (size_t i = 0; i < w->until_count; i++) {
        if (!spec_match_holds(poll->arena, object, &w->until[i])) {
            return WAIT_GOES_ON;
        }
    }
    return WAIT_DONE;
}

// Right after its creation an object may not be visible everywhere, and comes and goes for a while.
static wait_state miss(wait_probe *p) {
    p->misses++;
    if (!p->seen || p->misses < MOST_MISSES) {
        return WAIT_GOES_ON;
    }
    op_fail_text(p->op, NULL, arena_printf(p->op->call->arena, "%s failed", p->op->doing),
                 "The object was there, and is there no longer.");
    return WAIT_FAILED;
}

// What the wait's own call takes stands in the object's place.
static op_result ask(engine_op *poll, const spec_step *step) {
    if (step == NULL) {
        return object_find(poll);
    }
    spec_step named = *step;
    named.name = "";
    return step_run(poll, &named, NULL);
}

static bool is_as_planned(engine_op *poll, const char *const *names, const value *fresh) {
    for (; *names != NULL; names++) {
        const spec_attr *attr = spec_attr_find(poll->spec->block.attrs, poll->spec->block.attr_count, *names);
        const value *planned = op_attr(poll, *names);
        if (value_is_unknown(planned)) {
            continue;
        }
        const value *read = reconcile(poll->arena, attr, planned, value_get(fresh, *names));
        if (!value_equal(read, planned)) {
            return false;
        }
    }
    return true;
}

static wait_state probe_plan(engine_op *poll, void *data) {
    wait_probe *p = data;
    const value *fresh = NULL;
    op_result result = object_read(poll, &fresh);
    if (result == OP_FAILED) {
        return WAIT_FAILED;
    }
    bool there = result == OP_DONE && is_as_planned(poll, p->wait->as_planned, fresh);
    p->in_a_row = there ? p->in_a_row + 1 : 0;
    return p->in_a_row >= p->wait->times ? WAIT_DONE : WAIT_GOES_ON;
}

static wait_state probe_object(engine_op *poll, void *data) {
    wait_probe *p = data;
    wait_state state = WAIT_FAILED;
    switch (ask(poll, p->wait->poll)) {
    case OP_FAILED:
        break;
    case OP_GONE: {
        bool of_object = p->wait->poll == NULL;
        bool wanted = p->wait->gone || (of_object && poll->verb == VERB_DELETE);
        state = wanted ? WAIT_DONE : of_object ? miss(p) : WAIT_GOES_ON;
        break;
    }
    case OP_DONE:
        p->seen = true;
        p->misses = 0;
        state = judge(poll, p);
        break;
    }
    p->failed = state == WAIT_FAILED;
    return state;
}

bool wait_run(engine_op *op, const spec_wait *w) {
    expr_scope scope = op_scope(op);
    if (!expr_holds(&scope, w->when, NULL)) {
        return true;
    }
    wait_probe p = {.wait = w, .op = op};
    if (op_wait(op, w->timeout, w->default_ms, w->as_planned != NULL ? probe_plan : probe_object, &p)) {
        return true;
    }
    if (!p.failed && p.last != NULL) {
        diag_add(&op->call->diags, "AWS last told the state %s.", p.last);
    }
    return false;
}
