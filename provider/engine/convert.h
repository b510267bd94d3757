// Values that are spelled in one way in a schema and in another on AWS's side.
#pragma once

#include "aws/model.h"
#include "engine/spec.h"

// The spec's own conversion of a known value (as: json, words), or of a map that AWS keeps as a list of names and
// values; `v` itself where there is none. NULL: it is not sent.
const value *convert_to_api(arena *a, const spec_attr *attr, const value *v, const api_shape *shape);

// And back: of what a path gave for the attribute.
const value *convert_from_api(arena *a, const spec_attr *attr, const value *v);
