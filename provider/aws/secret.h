// Secret texts in an arena: wiped before its memory is given back.
#pragma once

#include "base/arena.h"

// A copy that is wiped when `a` is released. NULL gives NULL.
const char *secret_dup(arena *a, const char *text);
// Wipes `text`, which lives in `a`, when `a` is released.
void secret_keep(arena *a, char *text);
