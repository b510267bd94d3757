// What the files of planning share.
#pragma once

#include "engine/engine_internal.h"
#include "engine/expr.h"
#include "engine/meaning.h"

// One plan being made.
typedef struct planner {
    arena *arena;
    engine *engine; // NULL: no provider configuration (tests)
    const spec *spec;
    const value *config;
    const value *prior;      // null: create
    const value *region;     // $aws.region; NULL: the provider's
    const value *remembered; // $remembered; NULL: nothing is
    const value
        *effective; // config, with the defaults and what the prior has of computed arguments: `default_when` sees it
    // The second pass, once something changed: computed attributes are renewed by comparing `first` with the prior.
    bool renewing;
    const value *first;
} planner;

// Plans one object: the resource, a block, an element. `prior` null: it is new.
const value *plan_object(planner *p, const spec_attr *attrs, size_t count, const value *config, const value *prior);

// The value of the spec for what is not configured: null when it has none, unknown when that cannot be told yet.
const value *plan_default(const planner *p, const spec_attr *attr, const value *item);

// Nested blocks. `exists`: there is a prior object around them, whose part is `prior`.
const value *plan_block_list(planner *p, const spec_attr *attr, const value *config, const value *prior, bool exists);
const value *plan_block_single(planner *p, const spec_attr *attr, const value *config, const value *prior, bool exists);
const value *plan_block_set(planner *p, const spec_attr *attr, const value *config, const value *prior, bool exists);

// Does a condition hold over the configuration with its defaults?
bool plan_holds(const planner *p, const expr *condition, bool *ret_unknown);
// tags_all: default_tags, overridden by `tags`, without null values and ignored keys.
const value *plan_tags_all(const planner *p, const value *tags);

// The paths under `replaces` whose change forces a replacement, added to the response.
void plan_replacements(const planner *p, const value *planned, engine_plan_response *response);
// Adds a path unless it is there already.
void plan_add_replacement(arena *a, engine_plan_response *response, const path *at);

// What a read of the object had the private data remember; NULL: nothing. And the private data that does.
const value *plan_remembered(arena *a, str private_data);
str plan_remember(const spec *s, const expr_scope *scope, str private_data);
