#include "plugin/convert.h"
#include "plugin/provider_service.h"

const ProtobufCMessage *rpc_move_resource_state(rpc_call *c, const void *message) {
    const Tfplugin6__MoveResourceState__Request *request = message;
    Tfplugin6__MoveResourceState__Response *response =
        RPC_NEW(c, MoveResourceState__Response, move_resource_state__response);
    const spec *s = rpc_find_spec(c, SPEC_RESOURCE, request->target_type_name);
    str raw;
    if (s != NULL && raw_state_json(c, request->source_state, &raw)) {
        const value *state = engine_move(&c->engine, s, request->source_provider_address, request->source_type_name,
                                         request->source_schema_version, raw);
        response->target_state = dynamic_encode(c, s->block.type, state);
        response->target_private = request->source_private;
    }
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}
