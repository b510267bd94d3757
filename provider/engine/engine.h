// The engine as the plugin layer sees it: one function for each RPC that needs it, on decoded values. All of them may
// run at once on many threads. Everything returned lives in the call's arena.
#pragma once

#include "base/cancel.h"
#include "engine/diag.h"
#include "engine/spec.h"

typedef struct engine engine; // the provider instance of this process

engine *engine_new(void);
void engine_free(engine *e); // NULL is accepted; no call may be under way

// The host called, whatever for: what comes soon after may share requests. Threads may say so at once.
void engine_heard(engine *e);

// A state of this kind was upgraded: in a refresh its read comes next.
void engine_upgraded(engine *e, const spec *s);

// What a call brings with it.
typedef struct engine_call {
    engine *engine;
    arena *arena;
    cancel *stop;
    diags diags; // what the response carries
} engine_call;

// All calls under way, and those that come later, are told to end soon: StopProvider.
void engine_stop(engine *e);
// Calls that come from here on are not stopped any more; those under way stay so. For a debugged provider, which serves
// one Terraform run after another.
void engine_resume(engine *e);
cancel *engine_cancel(const engine *e);

// The provider's own schema, and provider_meta's.
extern const spec_block engine_provider_block;
extern const spec_block engine_provider_meta_block;

void engine_validate_provider(engine_call *c, const value *config);
// Unknown arguments configure without error; only an operation that needs them fails. One GetCallerIdentity unless
// skip_credentials_validation.
void engine_configure(engine_call *c, const value *config, const char *terraform_version);

// `write_only_allowed` is the client's capability; `config` is of the type's implied type.
void engine_validate_resource(engine_call *c, const spec *s, const value *config, bool write_only_allowed);
void engine_validate_data(engine_call *c, const spec *s, const value *config);

// A state of any earlier version, ours or hashicorp/aws's: attributes that the schema lacks are dropped. `raw` is state
// JSON.
const value *engine_upgrade(engine_call *c, const spec *s, int64_t version, str raw);

typedef struct engine_plan_request {
    const value *prior;    // null: create
    const value *proposed; // null: destroy
    const value *config;
    const value *provider_meta; // may be NULL
    str private_data;
} engine_plan_request;

typedef struct engine_plan_response {
    const value *planned;
    const path **requires_replace;
    size_t requires_replace_count;
    str private_data;
    bool legacy_type_system;
} engine_plan_response;

// Whether a plan computes without asking anybody: false while it may have to ask for the account id.
bool engine_plans_alone(const engine *e);
void engine_plan(engine_call *c, const spec *s, const engine_plan_request *q, engine_plan_response *ret);

typedef struct engine_apply_request {
    const value *prior;   // null: create
    const value *planned; // null: destroy
    const value *config;
    const value *provider_meta;
    str private_data;
} engine_apply_request;

typedef struct engine_apply_response {
    const value *state; // whatever happened: what exists, wholly known; null when nothing does
    str private_data;
} engine_apply_response;

void engine_apply(engine_call *c, const spec *s, const engine_apply_request *q, engine_apply_response *ret);

// The refreshed state; null when the object is gone. `private_data` (may be NULL) is the state's, and then the new
// one's.
const value *engine_read(engine_call *c, const spec *s, const value *state, const value *provider_meta,
                         str *private_data);

// The states that `import_id` names: one, of the type itself, id and what the id says filled in; ReadResource follows.
const value *engine_import(engine_call *c, const spec *s, const char *import_id);

// A state of another type or provider: only the same type name of hashicorp/aws (or an alias of the type) is taken.
const value *engine_move(engine_call *c, const spec *target, const char *source_provider, const char *source_type,
                         int64_t source_version, str raw);

const value *engine_read_data(engine_call *c, const spec *s, const value *config, const value *provider_meta);
