// Made-up values of the attributes of a spec.
#pragma once

#include "engine/spec.h"

// A value of the attribute: texts are "sample" or the first that is allowed, numbers 3, collections have one element.
// `all`: see sample_object.
const value *sample_value(arena *a, const spec_attr *attr, bool all);
// What the attribute is when it is not configured: null, or no blocks.
const value *sample_absent(arena *a, const spec_attr *attr);
// What is required, or all that AWS may answer.
const value *sample_object(arena *a, const spec_attr *attrs, size_t count, bool all);
// The state after apply: AWS has chosen all that was unknown in the plan.
const value *sample_state(arena *a, const spec_attr *attrs, size_t count, const value *planned);
