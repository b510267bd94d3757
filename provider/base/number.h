// Exact decimal numbers in canonical text, for value.c, value_compare.c and the parsers.
#pragma once

#include "base/value.h"

// The order of two VALUE_NUMBER values by amount: -1, 0, 1.
int number_cmp(const value *a, const value *b);
