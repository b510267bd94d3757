// Attributes that AWS keeps as keys and values behind a call of their own (the spec's `pairs` and `key`).
#pragma once

#include "engine/op.h"

// Puts what the read's pairs say into `fresh`. A key that AWS does not list says nothing: the attribute stays as it is;
// right after create one that is configured becomes null, so that it is seen to differ and is sent.
void pairs_read(engine_op *op, value *fresh);

// The keys and values of all that is in those of the step's attributes that changed, for its `pairs` member.
const value *pairs_changed(engine_op *op, const spec_step *step);
