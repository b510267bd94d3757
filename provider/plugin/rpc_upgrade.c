// States that an earlier version, or hashicorp/aws, wrote.
#include "plugin/convert.h"
#include "plugin/provider_service.h"

const ProtobufCMessage *rpc_upgrade_resource_state(rpc_call *c, const void *message) {
    const Tfplugin6__UpgradeResourceState__Request *request = message;
    Tfplugin6__UpgradeResourceState__Response *response =
        RPC_NEW(c, UpgradeResourceState__Response, upgrade_resource_state__response);
    const spec *s = rpc_find_spec(c, SPEC_RESOURCE, request->type_name);
    str raw;
    if (s != NULL && raw_state_json(c, request->raw_state, &raw)) {
        const value *state = engine_upgrade(&c->engine, s, request->version, raw);
        response->upgraded_state = dynamic_encode(c, s->block.type, state);
        engine_upgraded(c->plugin->engine, s);
    }
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}

const ProtobufCMessage *rpc_upgrade_resource_identity(rpc_call *c, const void *message) {
    const Tfplugin6__UpgradeResourceIdentity__Request *request = message;
    Tfplugin6__UpgradeResourceIdentity__Response *response =
        RPC_NEW(c, UpgradeResourceIdentity__Response, upgrade_resource_identity__response);
    if (rpc_find_spec(c, SPEC_RESOURCE, request->type_name) != NULL) {
        diag_error(&c->engine.diags, NULL, "No resource identity", "%s has no identity in this provider.",
                   request->type_name);
    }
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}
