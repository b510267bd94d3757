// An object that is there already is never adopted silently: the user is told what it is and how to import it.
#pragma once

#include "engine/op.h"

// Looks for the object before create makes it, where the spec says how (`exists`): some APIs answer a second create
// with the first object. True when there is none; else a diagnostic was added.
bool exists_not_yet(engine_op *op);

// What to do about a create that AWS refused because the object exists: the import command; NULL for any other error.
const char *exists_advice(engine_op *op, const aws_error *error);
