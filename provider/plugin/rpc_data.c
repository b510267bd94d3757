// Data sources: ValidateDataResourceConfig, ReadDataSource.
#include "plugin/convert.h"
#include "plugin/provider_service.h"

const ProtobufCMessage *rpc_validate_data_resource_config(rpc_call *c, const void *message) {
    const Tfplugin6__ValidateDataResourceConfig__Request *request = message;
    Tfplugin6__ValidateDataResourceConfig__Response *response =
        RPC_NEW(c, ValidateDataResourceConfig__Response, validate_data_resource_config__response);
    const spec *s = rpc_find_spec(c, SPEC_DATA, request->type_name);
    const value *config;
    if (s != NULL && dynamic_decode(c, s->block.type, request->config, "configuration", &config)) {
        engine_validate_data(&c->engine, s, config);
    }
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}

const ProtobufCMessage *rpc_read_data_source(rpc_call *c, const void *message) {
    const Tfplugin6__ReadDataSource__Request *request = message;
    Tfplugin6__ReadDataSource__Response *response = RPC_NEW(c, ReadDataSource__Response, read_data_source__response);
    const spec *s = rpc_find_spec(c, SPEC_DATA, request->type_name);
    const value *config;
    if (s != NULL && dynamic_decode(c, s->block.type, request->config, "configuration", &config)) {
        const value *meta = provider_meta_decode(c, request->provider_meta);
        const value *state = value_null();
        if (!diags_failed(&c->engine.diags)) {
            state = engine_read_data(&c->engine, s, config, meta);
        }
        response->state = dynamic_encode(c, s->block.type, state);
    }
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}
