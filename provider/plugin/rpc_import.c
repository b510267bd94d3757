#include "plugin/convert.h"
#include "plugin/provider_service.h"

static void add_import(rpc_call *c, const spec *s, const value *state,
                       Tfplugin6__ImportResourceState__Response *response) {
    Tfplugin6__ImportResourceState__ImportedResource *imported =
        RPC_NEW(c, ImportResourceState__ImportedResource, import_resource_state__imported_resource);
    imported->type_name = (char *)s->type;
    imported->state = dynamic_encode(c, s->block.type, state);
    response->imported_resources = ARENA_ARRAY(c->engine.arena, Tfplugin6__ImportResourceState__ImportedResource *, 1);
    response->imported_resources[0] = imported;
    response->n_imported_resources = 1;
}

const ProtobufCMessage *rpc_import_resource_state(rpc_call *c, const void *message) {
    const Tfplugin6__ImportResourceState__Request *request = message;
    Tfplugin6__ImportResourceState__Response *response =
        RPC_NEW(c, ImportResourceState__Response, import_resource_state__response);
    const spec *s = rpc_find_spec(c, SPEC_RESOURCE, request->type_name);
    if (s != NULL && request->id[0] == '\0') {
        diag_error(&c->engine.diags, NULL, "No id to import",
                   "%s is imported by its id; this provider has no resource identities.", s->type);
    } else if (s != NULL) {
        const value *state = engine_import(&c->engine, s, request->id);
        if (!value_is_null(state) && !diags_failed(&c->engine.diags)) {
            add_import(c, s, state, response);
        }
    }
    RPC_DIAGNOSTICS(c, response);
    return &response->base;
}
