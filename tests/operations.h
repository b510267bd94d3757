// All operations of the API models, in a table that the build makes for the tests alone (cmake/operations.cmake).
#pragma once

#include "aws/model.h"

extern const api_operation *const api_operations[];
extern const size_t api_operation_count;
