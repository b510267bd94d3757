// What a spec refuses (`refuse` in docs/spec-language.md): configurations, changes and deletions that cannot be.
#pragma once

#include "engine/engine_internal.h"
#include "engine/expr.h"

// Nothing of that kind is refused in this scope. False: diagnostics say what is.
bool refusals_pass(engine_call *c, const spec *s, spec_refusal_of of, const expr_scope *scope);

// May the object of this state be deleted? False: diagnostics say why not.
bool deletion_allowed(engine_call *c, const spec *s, const value *state);
