#include "plugin/convert.h"
#include "plugin/provider_service.h"

const ProtobufCMessage *rpc_read_resource(rpc_call *c, const void *message) {
    const Tfplugin6__ReadResource__Request *request = message;
    Tfplugin6__ReadResource__Response *response = RPC_NEW(c, ReadResource__Response, read_resource__response);
    response->private_ = request->private_;
    const spec *s = rpc_find_spec(c, SPEC_RESOURCE, request->type_name);
    const value *state;
    if (s != NULL && dynamic_decode(c, s->block.type, request->current_state, "state", &state)) {
        const value *meta = provider_meta_decode(c, request->provider_meta);
        if (!value_is_null(state) && !diags_failed(&c->engine.diags)) {
            str private_data = bytes_str(request->private_);
            state = engine_read(&c->engine, s, state, meta, &private_data);
            response->private_ = str_bytes(private_data);
        }
        response->new_state = dynamic_encode(c, s->block.type, state);
    }
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}
