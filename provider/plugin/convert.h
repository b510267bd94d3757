// Between the engine's values, paths and diagnostics and the protocol's messages. All messages live in the arena of the
// call.
#pragma once

#include "plugin/rpc.h"
#include "proto/tfplugin6.pb-c.h"

// The value in a message; null when the message is NULL or empty. `what` names it in the diagnostic that is added when
// it cannot be read as a `t` ("configuration"): then false.
bool dynamic_decode(rpc_call *c, const type *t, const Tfplugin6__DynamicValue *message, const char *what,
                    const value **ret);
// The message for a value (NULL: null). When the value is not of the type, a diagnostic and a null value.
Tfplugin6__DynamicValue *dynamic_encode(rpc_call *c, const type *t, const value *v);

// The JSON of a stored state; false with a diagnostic when there is none, or only Terraform 0.11's flat form.
bool raw_state_json(rpc_call *c, const Tfplugin6__RawState *message, str *ret);

// provider_meta as the engine takes it: NULL when the module gives none, or when it cannot be read (with a diagnostic).
const value *provider_meta_decode(rpc_call *c, const Tfplugin6__DynamicValue *message);

// The path up to the first set, whose elements have no address; NULL for NULL.
Tfplugin6__AttributePath *path_message(arena *a, const path *p);

// All diagnostics of the call. The texts are made valid UTF-8, without which the host refuses the whole answer.
Tfplugin6__Diagnostic **diagnostics_message(rpc_call *c, size_t *ret_count);
#define RPC_DIAGNOSTICS(call, response)                                                                                \
    ((void)((response)->diagnostics = diagnostics_message((call), &(response)->n_diagnostics)))

// Bytes of a message and back; not copied.
str bytes_str(ProtobufCBinaryData bytes);
ProtobufCBinaryData str_bytes(str s);
