// What must not be told: the values of sensitive and write-only arguments, which AWS's messages may repeat.
#pragma once

#include "base/value.h"
#include "engine/spec.h"

// The text with each place where a text of a sensitive or write-only attribute in `object` (an object of the
// attributes, or null) stands replaced by "(sensitive value)". Texts of less than four bytes stay: they are found
// everywhere.
const char *secrets_hide(arena *a, const spec_attr *attrs, size_t count, const value *object, const char *text);
