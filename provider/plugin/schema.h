// The schemas of types, of the provider and of provider_meta, and the signatures of functions, as the protocol has
// them.
#pragma once

#include "engine/functions.h"
#include "plugin/rpc.h"
#include "plugin/wire.h"
#include "proto/tfplugin6.pb-c.h"

// Writes a tfplugin6.Schema as the field of that number. `a` is for what is needed meanwhile; `description` may be
// NULL.
void schema_write(wire *w, arena *a, unsigned field, const spec_block *block, const char *description, int64_t version);

Tfplugin6__Function *function_message(arena *a, const engine_function *f);
