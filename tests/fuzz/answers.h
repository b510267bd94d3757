// An answer of AWS out of fuzzed bytes: "<service id> <operation> <status>", header lines, an empty line, the body.
#pragma once

#include "aws/http.h"
#include "aws/model.h"
#include "fuzz/fuzz.h"

// NULL when there is no such operation, in the models of schemas/api/ or in the small ones that have what these lack.
const api_operation *answer_read(arena *a, str input, http_response *ret);
