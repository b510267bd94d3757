#include "plugin/convert.h"
#include "plugin/provider_service.h"

const ProtobufCMessage *rpc_validate_resource_config(rpc_call *c, const void *message) {
    const Tfplugin6__ValidateResourceConfig__Request *request = message;
    Tfplugin6__ValidateResourceConfig__Response *response =
        RPC_NEW(c, ValidateResourceConfig__Response, validate_resource_config__response);
    const spec *s = rpc_find_spec(c, SPEC_RESOURCE, request->type_name);
    const value *config;
    if (s != NULL && dynamic_decode(c, s->block.type, request->config, "configuration", &config)) {
        bool write_only =
            request->client_capabilities != NULL && request->client_capabilities->write_only_attributes_allowed;
        engine_validate_resource(&c->engine, s, config, write_only);
    }
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}
