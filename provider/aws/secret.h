// Secret texts in an arena: wiped before its memory is given back; and kept out of what is said.
#pragma once

#include "base/arena.h"
#include "base/str.h"

// A copy that is wiped when `a` is released. NULL gives NULL.
const char *secret_dup(arena *a, const char *text);
// Wipes `text`, which lives in `a`, when `a` is released.
void secret_keep(arena *a, char *text);

// `text` with "(sensitive value)" wherever the secret stood in it; `text` itself when it did not. A secret of less than
// four bytes stays: too many words have it in them.
const char *secret_hide(arena *a, const char *text, str secret);
