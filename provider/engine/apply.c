// ApplyResourceChange: create, update, delete. Once AWS has made the object, every way out returns a state with its id.
#include "engine/op.h"

#include "engine/exists.h"
#include "engine/names.h"
#include "engine/reconcile.h"
#include "engine/refusals.h"

static const value *block_settle(engine_op *op, const value *planned, const value *fresh) {
    return settle(op->call->arena, op->spec->block.attrs, op->spec->block.attr_count, planned, fresh);
}

// Reads the object; right after create "not there" may only mean "not yet visible".
typedef struct first_read {
    const value *fresh; // in the call's arena
} first_read;

static wait_state probe_first_read(engine_op *poll, void *data) {
    first_read *r = data;
    const value *fresh = NULL;
    switch (object_read(poll, &fresh)) {
    case OP_FAILED:
        return WAIT_FAILED;
    case OP_GONE:
        return WAIT_GOES_ON;
    case OP_DONE:
        break;
    }
    r->fresh = value_deep_copy(poll->call->arena, fresh);
    return WAIT_DONE;
}

static bool read_visible(engine_op *op, const value **ret_fresh) {
    first_read r = {0};
    if (!op_wait(op, NULL, op->spec->visible_ms, probe_first_read, &r)) {
        return false;
    }
    *ret_fresh = r.fresh;
    return true;
}

// The name that apply generates where neither a name nor more than a prefix is configured.
static const value *with_generated_name(const engine_op *op) {
    const spec_name *name = op->spec->name;
    if (name == NULL || value_is_known_string(value_get(op->subject, name->name))) {
        return op->subject;
    }
    value *subject = value_copy(op->arena, op->subject, VALUE_OBJECT);
    const char *generated = engine_generate_name(op->arena, name, op->subject);
    value_put_static(op->arena, subject, name->name, value_cstr(op->arena, generated));
    return subject;
}

// ---- create ----

static void with_id(engine_op *op) {
    value *subject = value_copy(op->arena, op->subject, VALUE_OBJECT);
    if (op->spec->id != NULL && !value_is_known_string(value_get(subject, "id"))) {
        expr_scope scope = op_scope(op);
        const char *id = value_scalar_text(op->arena, expr_eval(&scope, op->spec->id));
        value_put_static(op->arena, subject, "id", value_cstr(op->arena, id));
    }
    op->subject = subject;
    op->doing = op_describe(op);
}

// A step that completes the object may find that it is gone.
static bool is_done(engine_op *op, op_result result) {
    if (result == OP_GONE) {
        op_fail_text(op, NULL, arena_printf(op->arena, "%s failed", op->doing),
                     "The object was gone before it was complete.");
    }
    return result == OP_DONE;
}

// The steps of update that also complete a creation: for what was planned and is not as AWS made it.
static bool converge(engine_op *op, const value *fresh, bool *ret_ran) {
    const value *before = op->prior;
    op->prior = fresh;
    op_result result = OP_DONE;
    for (size_t i = 0; i < op->spec->update_count && result == OP_DONE; i++) {
        if (op->spec->update[i].after_create) {
            result = step_run(op, &op->spec->update[i], ret_ran);
        }
    }
    op->prior = before;
    return is_done(op, result);
}

static bool has_after_create(const spec *s) {
    for (size_t i = 0; i < s->update_count; i++) {
        if (s->update[i].after_create) {
            return true;
        }
    }
    return false;
}

// An object that was taken over has tags already.
static bool retag(engine_op *op, const value *fresh, bool *ret_ran) {
    const value *before = value_get(fresh, "tags_all");
    const value *after = op_attr(op, "tags_all");
    *ret_ran |= !value_equal(before, after);
    return op->spec->tags == NULL || is_done(op, tags_update(op, before, after));
}

// Everything after the call that made the object. `*ret_fresh` holds the last that was read, also on failure.
static bool complete(engine_op *op, const spec_step *maker, const value **ret_fresh) {
    const spec *s = op->spec;
    if (maker->wait != NULL && !wait_run(op, maker->wait)) {
        return false;
    }
    if (s->tags != NULL && s->tags->create_member == NULL && s->tags->tag != NULL && !maker->adopts &&
        !is_done(op, tags_update(op, value_null(), op_attr(op, "tags_all")))) {
        return false;
    }
    for (size_t i = 1; i < s->create_count; i++) {
        if (!s->create[i].makes && !is_done(op, step_run(op, &s->create[i], NULL))) {
            return false;
        }
    }
    if (s->read_count == 0 || !read_visible(op, ret_fresh)) {
        return s->read_count == 0;
    }
    bool ran = false;
    if ((maker->adopts && !retag(op, *ret_fresh, &ran)) || (has_after_create(s) && !converge(op, *ret_fresh, &ran))) {
        return false;
    }
    return !ran || read_visible(op, ret_fresh);
}

// Where an object can be made in several ways: the first that is wanted.
static const spec_step *maker_of(engine_op *op) {
    const spec *s = op->spec;
    for (size_t i = 0; i < s->create_count; i++) {
        if ((i == 0 || s->create[i].makes) && step_wanted(op, &s->create[i])) {
            return &s->create[i];
        }
    }
    return &s->create[0];
}

static void fail_unknown_target(engine_op *op, const aws_error *said) {
    op_fail_text(op, NULL, arena_printf(op->arena, "%s failed", op->doing), "AWS does not find what it refers to%s%s.",
                 said == NULL ? "" : ": ", said == NULL ? "" : aws_error_text(op->arena, op_hide_secrets(op, said)));
}

// What comes before the object is made, and the call that makes it. `*ret_output` is what that gave.
static op_result make(engine_op *op, const spec_step **ret_maker, const value **ret_output) {
    op_result prepared = op_prepare(op);
    if (prepared != OP_DONE) {
        return prepared;
    }
    if (!exists_not_yet(op)) {
        return OP_FAILED;
    }
    *ret_maker = maker_of(op);
    spec_step making = **ret_maker;
    making.wait = NULL; // it runs once the id is known
    making.name = making.name == NULL ? "create" : making.name;
    op_result made = step_run(op, &making, NULL);
    *ret_output = op_output_of(op, making.name);
    return made;
}

static void apply_create(engine_op *op, const value *planned, engine_apply_response *ret) {
    ret->state = value_null();
    op->subject = with_generated_name(op);
    const spec_step *maker = NULL;
    const value *output = value_null();
    // What the first steps saw must still be so when the object is made.
    step_lock(op, &op->spec->create[0]);
    op_result made = make(op, &maker, &output);
    step_unlock(op);
    if (made != OP_DONE) {
        if (made == OP_GONE) {
            fail_unknown_target(op, op->missed);
        }
        // A hook that made the object and then failed has set its id.
        bool exists =
            value_is_known_string(value_get(op->subject, "id")) && !value_is_known_string(value_get(planned, "id"));
        ret->state = exists ? block_settle(op, planned, op->subject) : value_null();
        return;
    }
    if (maker->adopts && value_is_empty(output)) {
        fail_unknown_target(op, NULL);
        return;
    }
    op->subject = object_merge(op, op->subject, output);
    with_id(op);
    if (op->spec->id != NULL && !value_is_known_string(value_get(op->subject, "id"))) {
        op_fail_text(op, NULL, arena_printf(op->arena, "%s: AWS's answer has no id", op->doing),
                     "It may exist now. If it does, import it, or delete it before the next apply.");
        return;
    }
    const value *fresh = op->subject;
    (void)complete(op, maker, &fresh);
    ret->state = block_settle(op, planned, fresh);
}

// ---- update ----

// The prior state with what was planned in the place of what it had.
static const value *as_planned(engine_op *op, const value *prior) {
    value *planned = value_copy(op->arena, prior, VALUE_OBJECT);
    for (size_t i = 0; i < op->spec->block.attr_count; i++) {
        const char *name = op->spec->block.attrs[i].name;
        const value *v = value_get(op->subject, name);
        if (v != NULL && !value_has_unknown(v)) {
            value_put_static(op->arena, planned, name, v);
        }
    }
    return planned;
}

// Whatever was done before the failure is told by AWS itself; if it cannot be asked, the prior state stands.
static const value *state_after_failure(engine_op *op, const value *prior) {
    engine_op look = *op;
    look.verb = VERB_READ;
    look.subject = prior;
    engine_call quiet = *op->call;
    quiet.diags = (diags){.arena = op->call->arena};
    look.call = &quiet;
    const value *fresh = NULL;
    op_result result = object_read(&look, &fresh);
    if (result == OP_GONE) {
        look.subject = as_planned(op, prior); // what was changed may be what it is found by
        result = object_read(&look, &fresh);
    }
    return result == OP_DONE ? object_refreshed(&look, prior, fresh) : prior;
}

static op_result run_update(engine_op *op) {
    op->subject = with_generated_name(op);
    op_result prepared = op_prepare(op);
    if (prepared != OP_DONE) {
        return prepared;
    }
    if (op->spec->tags != NULL) {
        op_result tagged = tags_update(op, value_get(op->prior, "tags_all"), value_get(op->subject, "tags_all"));
        if (tagged != OP_DONE) {
            return tagged;
        }
    }
    for (size_t i = 0; i < op->spec->update_count; i++) {
        op_result result = step_run(op, &op->spec->update[i], NULL);
        if (result != OP_DONE) {
            return result;
        }
    }
    return OP_DONE;
}

static void apply_update(engine_op *op, const value *prior, const value *planned, engine_apply_response *ret) {
    op_result result = run_update(op);
    const value *fresh = NULL;
    if (result == OP_DONE) {
        result = op->spec->read_count == 0 ? OP_DONE : object_read(op, &fresh);
    }
    if (result == OP_GONE) {
        const char *said = op->missed == NULL ? "" : aws_error_text(op->arena, op_hide_secrets(op, op->missed));
        op_fail_text(op, NULL, arena_printf(op->arena, "%s failed", op->doing),
                     "The object is no longer there. The next plan will create it again.%s%s",
                     said[0] == '\0' ? "" : "\n\n", said);
    }
    ret->state = result == OP_DONE ? block_settle(op, planned, fresh == NULL ? op->subject : fresh)
                                   : state_after_failure(op, prior);
}

// ---- delete ----

static void apply_delete(engine_op *op, const value *prior, engine_apply_response *ret) {
    ret->state = prior;
    if (!deletion_allowed(op->call, op->spec, prior)) {
        return;
    }
    op_result prepared = op_prepare(op);
    if (prepared != OP_DONE) {
        ret->state = prepared == OP_GONE ? value_null() : prior;
        return;
    }
    for (size_t i = 0; i < op->spec->delete_count; i++) {
        op_result result = step_run(op, &op->spec->delete_[i], NULL);
        if (result == OP_FAILED) {
            return;
        }
    }
    ret->state = value_null();
}

// A change of what no API knows is kept without a call.
static bool only_provider_changes(const engine_op *op) {
    for (size_t i = 0; i < op->spec->block.attr_count; i++) {
        const spec_attr *attr = &op->spec->block.attrs[i];
        bool known_to_aws = !attr->provider_only && attr->nesting != SPEC_BLOCK_SINGLE;
        if (known_to_aws && !value_equal(value_get(op->prior, attr->name), value_get(op->subject, attr->name))) {
            return false;
        }
    }
    return true;
}

void engine_apply(engine_call *c, const spec *s, const engine_apply_request *q, engine_apply_response *ret) {
    bool create = value_is_null(q->prior);
    bool destroy = value_is_null(q->planned);
    ret->state = create ? value_null() : q->prior;
    ret->private_data = q->private_data;
    if (create && destroy) {
        return;
    }
    engine_op op;
    engine_verb verb = create ? VERB_CREATE : destroy ? VERB_DELETE : VERB_UPDATE;
    if (!op_init(&op, c, s, verb, destroy ? q->prior : q->planned, q->prior, q->config, q->provider_meta)) {
        return;
    }
    if (destroy) {
        apply_delete(&op, q->prior, ret);
    } else if (create) {
        apply_create(&op, q->planned, ret);
    } else if (only_provider_changes(&op)) {
        ret->state = block_settle(&op, q->planned, q->prior);
    } else {
        apply_update(&op, q->prior, q->planned, ret);
    }
    // Without a read, what was remembered before still holds.
    if (!destroy && !value_is_null(op_output_of(&op, ""))) {
        ret->private_data = op_remember(&op, q->private_data);
    }
}
