#include "plugin/convert.h"
#include "plugin/provider_service.h"

static void plan(rpc_call *c, const spec *s, const engine_plan_request *q,
                 Tfplugin6__PlanResourceChange__Response *response) {
    arena *a = c->engine.arena;
    engine_plan_response planned = {.planned = q->proposed, .private_data = q->private_data};
    engine_plan(&c->engine, s, q, &planned);
    response->planned_state = dynamic_encode(c, s->block.type, planned.planned);
    response->planned_private = str_bytes(planned.private_data);
    response->legacy_type_system = planned.legacy_type_system;
    response->n_requires_replace = planned.requires_replace_count;
    response->requires_replace = ARENA_ARRAY(a, Tfplugin6__AttributePath *, planned.requires_replace_count);
    for (size_t i = 0; i < planned.requires_replace_count; i++) {
        response->requires_replace[i] = path_message(a, planned.requires_replace[i]);
    }
}

bool rpc_plan_is_quick(const plugin *p) {
    return engine_plans_alone(p->engine);
}

const ProtobufCMessage *rpc_plan_resource_change(rpc_call *c, const void *message) {
    const Tfplugin6__PlanResourceChange__Request *request = message;
    Tfplugin6__PlanResourceChange__Response *response =
        RPC_NEW(c, PlanResourceChange__Response, plan_resource_change__response);
    const spec *s = rpc_find_spec(c, SPEC_RESOURCE, request->type_name);
    engine_plan_request q = {.private_data = bytes_str(request->prior_private)};
    if (s != NULL && dynamic_decode(c, s->block.type, request->prior_state, "prior state", &q.prior) &&
        dynamic_decode(c, s->block.type, request->proposed_new_state, "proposed state", &q.proposed) &&
        dynamic_decode(c, s->block.type, request->config, "configuration", &q.config)) {
        q.provider_meta = provider_meta_decode(c, request->provider_meta);
        plan(c, s, &q, response);
    }
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}
