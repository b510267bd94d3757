// The provider's own configuration: ValidateProviderConfig, ConfigureProvider.
#include "plugin/convert.h"
#include "plugin/provider_service.h"

const ProtobufCMessage *rpc_validate_provider_config(rpc_call *c, const void *message) {
    const Tfplugin6__ValidateProviderConfig__Request *request = message;
    Tfplugin6__ValidateProviderConfig__Response *response =
        RPC_NEW(c, ValidateProviderConfig__Response, validate_provider_config__response);
    const value *config;
    if (dynamic_decode(c, engine_provider_block.type, request->config, "provider configuration", &config)) {
        engine_validate_provider(&c->engine, config);
    }
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}

const ProtobufCMessage *rpc_configure_provider(rpc_call *c, const void *message) {
    const Tfplugin6__ConfigureProvider__Request *request = message;
    Tfplugin6__ConfigureProvider__Response *response =
        RPC_NEW(c, ConfigureProvider__Response, configure_provider__response);
    // Under -debug this is the next run, which nobody has stopped yet. Under a host there is but one.
    if (c->plugin->debug) {
        engine_resume(c->plugin->engine);
        c->engine.stop = engine_cancel(c->plugin->engine);
    }
    const value *config;
    if (dynamic_decode(c, engine_provider_block.type, request->config, "provider configuration", &config)) {
        engine_configure(&c->engine, config, request->terraform_version);
    }
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}
