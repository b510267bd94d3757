// What the files of steps share.
#pragma once

#include "engine/op.h"

// The attribute of the operation's spec; NULL: there is none.
const spec_attr *op_spec_attr(const engine_op *op, const char *name);

// What the step sends. `only` NULL: everything that the step maps; else one argument.
value *step_input(engine_op *op, const spec_step *step, const char *only);
// Members that the spec gives itself win over mapped ones.
void step_put_with(engine_op *op, const spec_step *step, value *input);

// One call, with the step's retries, lock and codes. OP_DONE: `*ret_output` is the whole answer.
op_result step_call(engine_op *op, const spec_step *step, const value *input, const value **ret_output);
// What the step takes of an answer; null: what it looks for is not there.
const value *step_taken(engine_op *op, const spec_step *step, const value *output);

// Brings a collection to what is planned, element by element. `*ret_ran`: something was called.
op_result step_sync(engine_op *op, const spec_sync *sync, bool *ret_ran);
