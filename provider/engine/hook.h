// What the exceptions in resources/ may use: the C functions that a spec points at (docs/spec-language.md, "Hooks").
#pragma once

#include "aws/client.h"
#include "engine/engine.h"

// ---- check: validate a configuration ----

// Values may be unknown anywhere: what is unknown passes.
struct hook_check {
    arena *arena;
    diags *diags;
    const value *config;
};

// ---- plan: adjust a plan after the engine made it ----

struct hook_plan {
    arena *arena;
    diags *diags;
    const value *config;
    const value *prior;   // null: create
    const value *planned; // as it stands; changed by the calls below
    const spec *spec;
    engine_plan_response *response;
};
void hook_plan_set(hook_plan *h, const char *attribute, const value *v);
// The attribute's change forces a replacement / does not after all.
void hook_plan_replace(hook_plan *h, const char *attribute);
void hook_plan_keep(hook_plan *h, const char *attribute);
bool hook_plan_changed(const hook_plan *h, const char *attribute); // prior and planned differ; true on create when set

// ---- steps and reads ----

typedef enum engine_verb { VERB_CREATE, VERB_READ, VERB_UPDATE, VERB_DELETE, VERB_DATA } engine_verb;

struct op_output;

// One operation under way on one object.
typedef struct engine_op {
    engine_call *call;
    arena *arena; // call->arena, or a child of it while polling
    const spec *spec;
    engine_verb verb;
    aws_client *client;
    const char *region;    // that its calls go to; NULL: the provider's
    const value *config;   // null on read and delete
    const value *prior;    // null on create
    const value *subject;  // what $name refers to: planned (create, update) or the state (read, delete)
    const value *item;     // $item; NULL: none
    const char *import_id; // $import; NULL: none
    const value *tags;     // $tags, $keys
    const value *tag_keys;
    const struct op_output *outputs;    // of named steps, newest first
    value *fresh;                       // read hooks: the state that is being read; they may value_put into it
    bool (*pick)(struct engine_op *op); // data sources: picks the object of the list that the first read took; NULL:
                                        // takes it as it is
    bool prepared;                      // the spec's `first` steps ran
    bool gone;                          // a read hook says that the object is not there
    const aws_error *missed;            // the last error that said that something is not there; NULL: none
    const char *lock, *lock_key;        // that is held while the object is made; NULL: none is
    const char *user_agent;
    const char *doing; // "creating ECS Service (web)": for diagnostics
} engine_op;

// The top-level attribute of the subject / of the prior state, NULL-safe: null when there is none. Unknown counts as
// null.
const value *op_attr(const engine_op *op, const char *name);
const value *op_prior(const engine_op *op, const char *name);
bool op_changed(const engine_op *op, const char *name);
const char *op_id(const engine_op *op);
// The output of the named step; null when it did not run.
const value *op_output_of(const engine_op *op, const char *name);

// A call. False: a diagnostic was added.
bool op_call(engine_op *op, const api_operation *operation, const value *input, const value **ret_output);
// The same, of which only the first page is wanted.
bool op_call_page(engine_op *op, const api_operation *operation, const value *input, const value **ret_output);
// A call whose errors the caller looks at; nothing is added to the diagnostics. Pages are followed.
bool op_try(engine_op *op, const api_operation *operation, const value *input, const value **ret_output,
            const aws_error **ret_error);
void op_fail(engine_op *op, const aws_error *error);
void op_fail_text(engine_op *op, const char *attribute, const char *summary, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

// The attribute's value as the API wants it (member names of the model), by the spec's mapping: for hooks that build
// requests.
const value *op_to_api(engine_op *op, const spec_attr *attr, const value *v, const api_shape *shape);
// A document from elsewhere (JSON that a user wrote) as the model has it: names of members in any case, members that
// the model lacks and nulls left out, numbers and bools out of texts and the other way round. What does not fit stays
// as it is, for the call to refuse.
const value *document_fit(arena *a, const api_shape *shape, const value *v);
// And back.
const value *op_from_api(engine_op *op, const spec_attr *attr, const value *document);

typedef enum wait_state { WAIT_GOES_ON, WAIT_DONE, WAIT_FAILED } wait_state;
// Polls `probe` at once, then with back-off from 100 ms to 5 s with jitter, until it ends, the timeout of `key`
// (of the timeouts block, "create", ..., or an attribute that has a duration) passes, or the provider is stopped. Every
// poll has a child arena. WAIT_FAILED: the probe added the diagnostic. False: a diagnostic was added.
bool op_wait(engine_op *op, const char *key, int64_t default_ms, wait_state (*probe)(engine_op *op, void *data),
             void *data);
