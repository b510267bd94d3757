// The schema of a type, of the provider and of provider_meta, and the signature of a function, as the protocol has it.
#pragma once

#include "engine/functions.h"
#include "plugin/rpc.h"
#include "proto/tfplugin6.pb-c.h"

Tfplugin6__Schema *schema_message(arena *a, const spec_block *block, const char *description, int64_t version);
Tfplugin6__Function *function_message(arena *a, const engine_function *f);
