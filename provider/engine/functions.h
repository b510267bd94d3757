// The provider's functions, which a configuration calls as provider::aws::arn_parse(...). schemas/functions.yaml says
// what there is, tools/spec makes the table of it; each is a C function in functions.c.
#pragma once

#include "base/value.h"
#include "engine/type.h"

typedef struct function_parameter {
    const char *name;
    const char *summary;
    const type *type;
} function_parameter;

typedef struct function_call {
    arena *arena;
    const value *const *arguments; // one for each parameter, of its type, known and not null

    // Of a call that failed.
    const char *error;
    int64_t argument; // whose argument is at fault, from 0
} function_call;

// The result, in the arena of the call; NULL: `error` and `argument` say why there is none.
typedef const value *function_apply(function_call *f);

typedef struct engine_function {
    const char *name;
    const char *summary;
    const char *description; // Markdown
    const function_parameter *parameters;
    size_t parameter_count;
    const type *returns;
    function_apply *apply;
} engine_function;

extern const engine_function engine_functions[]; // in order of their names
extern const size_t engine_function_count;

// NULL: there is none of that name.
const engine_function *engine_function_find(const char *name);
