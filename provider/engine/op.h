// One operation on one object: what create, read, update, delete and data sources share inside the engine.
#pragma once

#include "engine/engine_internal.h"
#include "engine/expr.h"
#include "engine/hook.h"

// Fills `op` for a call; false when the provider is not configured (a diagnostic was added).
bool op_init(engine_op *op, engine_call *call, const spec *s, engine_verb verb, const value *subject,
             const value *prior, const value *config, const value *provider_meta);
// "creating ECS Service (web)".
const char *op_describe(const engine_op *op);
expr_scope op_scope(const engine_op *op);
// The private data with what the spec has it remember of the object that was just read.
str op_remember(const engine_op *op, str private_data);
// Remembers the output of a named step; the object of the first read has the name "".
void op_add_output(engine_op *op, const char *name, const value *v);
// The error, without values of sensitive arguments in its message.
const aws_error *op_hide_secrets(engine_op *op, const aws_error *error);
// The region that the operation works in: the object's, else the provider's.
const char *op_region(const engine_op *op);
// What the timeouts block says of that key, or the attribute of that name; else `default_ms`.
bool op_timeout_in_block(const char *key);
int64_t op_timeout_ms(const engine_op *op, const char *key, int64_t default_ms);

// How a step, or a read, ended.
typedef enum op_result {
    OP_DONE,
    OP_GONE,   // the object is not there; nothing was added to the diagnostics
    OP_FAILED, // a diagnostic was added
} op_result;

// Does its `when` hold, or is there something for it to do?
bool step_wanted(engine_op *op, const spec_step *step);
// Runs one step, with its `when`, `for_each`, retries and wait. `*ret_ran` (may be NULL): was something called?
op_result step_run(engine_op *op, const spec_step *step, bool *ret_ran);
// Which of the step's arguments differ between prior and subject: NULL-terminated, in the order of `carries`.
const char *const *step_changed(const engine_op *op, const spec_step *step);

// Runs the spec's `first` steps, unless they ran.
op_result op_prepare(engine_op *op);
// Finds the object by the first read step and keeps it as the output "". OP_GONE by code, by nothing taken, or by
// `gone`.
op_result object_find(engine_op *op);
// object_find, the further read steps, and the mapping into attributes. `*ret_fresh` is as AWS has it, not yet
// reconciled; what no read gives is as in the subject.
op_result object_read(engine_op *op, const value **ret_fresh);
// What the state becomes of what was read: in its own spelling.
const value *object_refreshed(engine_op *op, const value *state, const value *fresh);
// The attributes that `object` (what a call's `take` gave) answers, put over `base`; those it does not answer stay.
const value *object_merge(engine_op *op, const value *base, const value *object);

// Asks AWS what `e` says and adds the answer to the diagnostic that was just made of `error`. What cannot be asked is
// not told.
void explain_failure(engine_op *op, const spec_explain *e, const aws_error *error);

// Waits as `w` says, polling the first read.
bool wait_run(engine_op *op, const spec_wait *w);

// Tags for a request, from a map: list or map by the spec, the create member's shape.
const value *tags_to_api(arena *a, const spec_tags *t, const value *map);
// Puts the tags into a create call's input, where the spec tags at creation.
void tags_into_create(engine_op *op, value *input);
// Calls tag and untag for what differs between `before` and `after` (maps or null).
op_result tags_update(engine_op *op, const value *before, const value *after);
// tags and tags_all of an object that was read, into `fresh`.
void tags_read(engine_op *op, value *fresh);

// Takes the lock of a step, if it has one, before it runs: the step does not take it again.
void step_lock(engine_op *op, const spec_step *step);
void step_unlock(engine_op *op);

// A lock by name, shared by the whole process: calls that must not run side by side. NULL key: no lock.
void named_lock(const char *kind, const char *key);
void named_unlock(const char *kind, const char *key);
