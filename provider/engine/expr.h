// Evaluates the expressions and API paths of specs.
#pragma once

#include "engine/spec.h"

struct engine;

// What a named step gave: what its `take` picked of its output, or the whole output; a list of those under `for_each`.
typedef struct op_output op_output;
struct op_output {
    const char *name; // "" is the object of the first read
    const value *value;
    const op_output *next;
};

// What an expression may refer to. NULL parts are null.
typedef struct expr_scope {
    arena *arena;
    struct engine *engine;   // $aws.*; NULL: null
    const spec *spec;        // whose attributes $name are; NULL: no function asks
    const value *region;     // $aws.region, the object's own; NULL: the provider's
    const value *subject;    // $name
    const value *prior;      // $prior.name
    const value *config;     // $config.name
    const value *item;       // $item
    const value *outer;      // $outer: the $item outside of a map or where
    const value *tags;       // $tags, where not NULL; else the attribute
    const value *tag_keys;   // $keys
    const value *remembered; // $remembered.name: plans only
    const char *import_id;   // $import
    const op_output *outputs;
    bool unknown_is_null; // apply: what is still unknown is not there
} expr_scope;

// Never NULL. Unknown operands make the result unknown, but for functions that decide without them.
const value *expr_eval(const expr_scope *s, const expr *e);
// True when the expression is absent or gives true; `*ret_unknown` (may be NULL) when it cannot be told yet.
bool expr_holds(const expr_scope *s, const expr *e, bool *ret_unknown);

// The first match of the path below `root`; NULL when there is none. A source in the path is not looked at.
const value *api_path_first(arena *a, const value *root, const api_path *p);
// All matches, as a list.
const value *api_path_all(arena *a, const value *root, const api_path *p);
// The root that the path's source names: an output, or `object` without one. NULL when that step did not run.
const value *api_path_root(const op_output *outputs, const value *object, const api_path *p);
// Does the text found there equal one of the values (no values: is there nothing)?
bool spec_match_holds(arena *a, const value *root, const spec_match *m);

// The functions, by the symbols that spec.h declares. Arguments are evaluated before, but for `lazy` ones.
struct expr_function {
    const char *name;
    bool lazy; // gets the scope and unevaluated arguments
    const value *(*apply)(const expr_scope *s, const value *const *args, size_t count);
    const value *(*apply_lazy)(const expr_scope *s, const expr *args, size_t count);
};
