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

// The numbers of the fields of GetProviderSchema.Response, and of the entries of its maps, in proto/tfplugin6.proto.
enum { PROVIDER = 1, RESOURCE_SCHEMAS = 2, DATA_SOURCE_SCHEMAS = 3, PROVIDER_META = 5 };
enum { KEY = 1, VALUE = 2 };

static void write_schemas(wire *w, arena *a, unsigned field, spec_kind kind) {
    for (size_t i = spec_registry_count; i > 0; i--) {
        const spec *s = spec_registry[i - 1];
        if (s->kind == kind) {
            size_t from = w->len;
            arena *scratch = arena_child(a);
            schema_write(w, scratch, VALUE, &s->block, s->summary, s->version);
            arena_free(scratch);
            wire_text(w, KEY, str_of(s->type));
            wire_message(w, field, from);
        }
    }
}

static void free_wire(void *data) {
    wire_free(data);
}

// All schemas in structures, as protobuf-c packs them, take several times the memory of the message, and measuring them
// more time than everything else that a start does. So they are written as they go out, and protobuf-c copies them as a
// field that it does not know: the tag of the first, the bytes of all.
const ProtobufCMessage *rpc_get_provider_schema(rpc_call *c, const void *message) {
    (void)message;
    arena *a = c->engine.arena;
    Tfplugin6__GetProviderSchema__Response *response =
        RPC_NEW(c, GetProviderSchema__Response, get_provider_schema__response);
    response->server_capabilities = capabilities(c);
    wire *w = ARENA_NEW(a, wire);
    arena_on_free(a, free_wire, w);
    schema_write(w, a, PROVIDER_META, &engine_provider_meta_block, NULL, 0);
    write_schemas(w, a, DATA_SOURCE_SCHEMAS, SPEC_DATA);
    write_schemas(w, a, RESOURCE_SCHEMAS, SPEC_RESOURCE);
    schema_write(w, a, PROVIDER, &engine_provider_block, NULL, 0);
    ProtobufCMessageUnknownField *written = ARENA_NEW(a, ProtobufCMessageUnknownField);
    *written = (ProtobufCMessageUnknownField){
        .tag = PROVIDER,
        .wire_type = PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED,
        .len = w->len - 1,
        .data = (uint8_t *)wire_start(w) + 1,
    };
    response->base.unknown_fields = written;
    response->base.n_unknown_fields = 1;
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
