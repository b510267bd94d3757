#include "plugin/convert.h"
#include "plugin/provider_service.h"

const ProtobufCMessage *rpc_apply_resource_change(rpc_call *c, const void *message) {
    const Tfplugin6__ApplyResourceChange__Request *request = message;
    Tfplugin6__ApplyResourceChange__Response *response =
        RPC_NEW(c, ApplyResourceChange__Response, apply_resource_change__response);
    const spec *s = rpc_find_spec(c, SPEC_RESOURCE, request->type_name);
    engine_apply_request q = {.private_data = bytes_str(request->planned_private)};
    if (s == NULL || !dynamic_decode(c, s->block.type, request->prior_state, "prior state", &q.prior)) {
        RPC_DIAGNOSTICS(c, response);
        return &response->base;
    }
    engine_apply_response applied = {.state = q.prior, .private_data = q.private_data}; // when nothing can be done
    if (dynamic_decode(c, s->block.type, request->planned_state, "planned state", &q.planned) &&
        dynamic_decode(c, s->block.type, request->config, "configuration", &q.config)) {
        q.provider_meta = provider_meta_decode(c, request->provider_meta);
        engine_apply(&c->engine, s, &q, &applied);
    }
    response->new_state = dynamic_encode(c, s->block.type, applied.state);
    response->private_ = str_bytes(applied.private_data);
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}
