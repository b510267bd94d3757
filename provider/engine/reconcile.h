// Keeps people's spelling: AWS's answer and what a state or a plan holds are often two words for one thing.
#pragma once

#include "engine/spec.h"

// What a refreshed state holds: `fresh` from AWS, in `prior`'s spelling wherever the two mean the same. What is never
// read back (provider_only, write-only, not mapped) is kept; on import (prior null) its default.
const value *reconcile_object(arena *a, const spec_attr *attrs, size_t count, const value *prior, const value *fresh);
const value *reconcile(arena *a, const spec_attr *attr, const value *prior, const value *fresh);

// What apply returns: everything that was planned as known, as planned, and `fresh` for what was unknown; wholly known.
// Elements of a set are found by what is known of them. `fresh` may be null: then what is unknown becomes null.
const value *settle(arena *a, const spec_attr *attrs, size_t count, const value *planned, const value *fresh);

// Do the two mean the same for this attribute: equal, both empty, or equal by its `same` and `unset_is`?
bool attr_same(arena *a, const spec_attr *attr, const value *x, const value *y);
// Null, "", 0, {}, [], or a container of nothing else.
bool value_says_nothing(const value *v);
