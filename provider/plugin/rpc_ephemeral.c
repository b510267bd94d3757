// Ephemeral resources: there are none, so each call is an error of the caller.
#include "plugin/convert.h"
#include "plugin/provider_service.h"

static void no_such_type(rpc_call *c, const char *type_name) {
    diag_error(&c->engine.diags, NULL, "Unknown ephemeral resource type",
               "This provider has no ephemeral resource type named \"%s\".", type_name);
}

const ProtobufCMessage *rpc_validate_ephemeral_resource_config(rpc_call *c, const void *message) {
    const Tfplugin6__ValidateEphemeralResourceConfig__Request *request = message;
    Tfplugin6__ValidateEphemeralResourceConfig__Response *response =
        RPC_NEW(c, ValidateEphemeralResourceConfig__Response, validate_ephemeral_resource_config__response);
    no_such_type(c, request->type_name);
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}

const ProtobufCMessage *rpc_open_ephemeral_resource(rpc_call *c, const void *message) {
    const Tfplugin6__OpenEphemeralResource__Request *request = message;
    Tfplugin6__OpenEphemeralResource__Response *response =
        RPC_NEW(c, OpenEphemeralResource__Response, open_ephemeral_resource__response);
    no_such_type(c, request->type_name);
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}

const ProtobufCMessage *rpc_renew_ephemeral_resource(rpc_call *c, const void *message) {
    const Tfplugin6__RenewEphemeralResource__Request *request = message;
    Tfplugin6__RenewEphemeralResource__Response *response =
        RPC_NEW(c, RenewEphemeralResource__Response, renew_ephemeral_resource__response);
    no_such_type(c, request->type_name);
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}

const ProtobufCMessage *rpc_close_ephemeral_resource(rpc_call *c, const void *message) {
    const Tfplugin6__CloseEphemeralResource__Request *request = message;
    Tfplugin6__CloseEphemeralResource__Response *response =
        RPC_NEW(c, CloseEphemeralResource__Response, close_ephemeral_resource__response);
    no_such_type(c, request->type_name);
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}
