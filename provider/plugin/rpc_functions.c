// Provider-defined functions: there are none yet.
#include "plugin/convert.h"
#include "plugin/provider_service.h"

const ProtobufCMessage *rpc_get_functions(rpc_call *c, const void *message) {
    (void)message;
    return &RPC_NEW(c, GetFunctions__Response, get_functions__response)->base;
}

const ProtobufCMessage *rpc_call_function(rpc_call *c, const void *message) {
    const Tfplugin6__CallFunction__Request *request = message;
    Tfplugin6__CallFunction__Response *response = RPC_NEW(c, CallFunction__Response, call_function__response);
    response->error = RPC_NEW(c, FunctionError, function_error);
    response->error->text = arena_printf(c->engine.arena, "This provider has no function named \"%s\".", request->name);
    return &response->base;
}
