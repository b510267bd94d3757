// Names that are made up when none is configured.
#pragma once

#include "engine/spec.h"

// The name that a create call sends: the planned one; else the planned prefix with a suffix of its own; else the spec's
// prefix with one. NULL when there is neither. The suffix is what terraform-plugin-sdk's PrefixedUniqueId appends, 26
// characters: 18 digits of UTC time to a tenth of a millisecond, and a counter of this process in 8 hexadecimal digits.
const char *engine_generate_name(arena *a, const spec_name *name, const value *planned);
