// What there is: GetMetadata, GetProviderSchema, GetResourceIdentitySchemas.
#include "plugin/provider_service.h"
#include "plugin/schema.h"

static Tfplugin6__ServerCapabilities *capabilities(rpc_call *c) {
    Tfplugin6__ServerCapabilities *m = RPC_NEW(c, ServerCapabilities, server_capabilities);
    m->plan_destroy = true;
    m->get_provider_schema_optional = true;
    m->move_resource_state = true;
    return m;
}

const ProtobufCMessage *rpc_get_metadata(rpc_call *c, const void *message) {
    (void)message;
    arena *a = c->engine.arena;
    Tfplugin6__GetMetadata__Response *response = RPC_NEW(c, GetMetadata__Response, get_metadata__response);
    response->server_capabilities = capabilities(c);
    response->resources = ARENA_ARRAY(a, Tfplugin6__GetMetadata__ResourceMetadata *, spec_registry_count);
    response->data_sources = ARENA_ARRAY(a, Tfplugin6__GetMetadata__DataSourceMetadata *, spec_registry_count);
    for (size_t i = 0; i < spec_registry_count; i++) {
        const spec *s = spec_registry[i];
        if (s->kind == SPEC_DATA) {
            Tfplugin6__GetMetadata__DataSourceMetadata *m =
                RPC_NEW(c, GetMetadata__DataSourceMetadata, get_metadata__data_source_metadata);
            m->type_name = (char *)s->type;
            response->data_sources[response->n_data_sources++] = m;
        } else {
            Tfplugin6__GetMetadata__ResourceMetadata *m =
                RPC_NEW(c, GetMetadata__ResourceMetadata, get_metadata__resource_metadata);
            m->type_name = (char *)s->type;
            response->resources[response->n_resources++] = m;
        }
    }
    response->functions = ARENA_ARRAY(a, Tfplugin6__GetMetadata__FunctionMetadata *, engine_function_count);
    for (size_t i = 0; i < engine_function_count; i++) {
        Tfplugin6__GetMetadata__FunctionMetadata *m =
            RPC_NEW(c, GetMetadata__FunctionMetadata, get_metadata__function_metadata);
        m->name = (char *)engine_functions[i].name;
        response->functions[response->n_functions++] = m;
    }
    return &response->base;
}

static void add_schema(rpc_call *c, Tfplugin6__GetProviderSchema__Response *response, const spec *s) {
    Tfplugin6__Schema *schema = schema_message(c->engine.arena, &s->block, s->summary, s->version);
    if (s->kind == SPEC_DATA) {
        Tfplugin6__GetProviderSchema__Response__DataSourceSchemasEntry *entry =
            RPC_NEW(c, GetProviderSchema__Response__DataSourceSchemasEntry,
                    get_provider_schema__response__data_source_schemas_entry);
        entry->key = (char *)s->type;
        entry->value = schema;
        response->data_source_schemas[response->n_data_source_schemas++] = entry;
    } else {
        Tfplugin6__GetProviderSchema__Response__ResourceSchemasEntry *entry =
            RPC_NEW(c, GetProviderSchema__Response__ResourceSchemasEntry,
                    get_provider_schema__response__resource_schemas_entry);
        entry->key = (char *)s->type;
        entry->value = schema;
        response->resource_schemas[response->n_resource_schemas++] = entry;
    }
}

const ProtobufCMessage *rpc_get_provider_schema(rpc_call *c, const void *message) {
    (void)message;
    arena *a = c->engine.arena;
    Tfplugin6__GetProviderSchema__Response *response =
        RPC_NEW(c, GetProviderSchema__Response, get_provider_schema__response);
    response->server_capabilities = capabilities(c);
    response->provider = schema_message(a, &engine_provider_block, NULL, 0);
    response->provider_meta = schema_message(a, &engine_provider_meta_block, NULL, 0);
    response->resource_schemas =
        ARENA_ARRAY(a, Tfplugin6__GetProviderSchema__Response__ResourceSchemasEntry *, spec_registry_count);
    response->data_source_schemas =
        ARENA_ARRAY(a, Tfplugin6__GetProviderSchema__Response__DataSourceSchemasEntry *, spec_registry_count);
    for (size_t i = 0; i < spec_registry_count; i++) {
        add_schema(c, response, spec_registry[i]);
    }
    response->functions =
        ARENA_ARRAY(a, Tfplugin6__GetProviderSchema__Response__FunctionsEntry *, engine_function_count);
    for (size_t i = 0; i < engine_function_count; i++) {
        Tfplugin6__GetProviderSchema__Response__FunctionsEntry *entry =
            RPC_NEW(c, GetProviderSchema__Response__FunctionsEntry, get_provider_schema__response__functions_entry);
        entry->key = (char *)engine_functions[i].name;
        entry->value = function_message(a, &engine_functions[i]);
        response->functions[response->n_functions++] = entry;
    }
    return &response->base;
}

// No resource type has an identity.
const ProtobufCMessage *rpc_get_resource_identity_schemas(rpc_call *c, const void *message) {
    (void)message;
    return &RPC_NEW(c, GetResourceIdentitySchemas__Response, get_resource_identity_schemas__response)->base;
}
