// GetMetadata and GetProviderSchema: every spec, in a form that Terraform takes.
#include <stdlib.h>

#include "base/json.h"
#include "client.h"
#include "engine/engine.h"
#include "proto/tfplugin6.pb-c.h"
#include "unit/test.h"

static client *start(void) {
    client *c = client_start(&(client_options){0});
    client_connect(c, CLIENT_OWN);
    return c;
}

static Tfplugin6__GetProviderSchema__Response *get_schema(client *c) {
    Tfplugin6__GetProviderSchema__Request request;
    tfplugin6__get_provider_schema__request__init(&request);
    return (Tfplugin6__GetProviderSchema__Response *)client_provider_call(
        c, "GetProviderSchema", &request.base, &tfplugin6__get_provider_schema__response__descriptor);
}

static void check_attribute(arena *a, const Tfplugin6__Schema__Attribute *m) {
    const value *type;
    const char *message;
    CHECK(m->name[0] != '\0');
    CHECK(m->nested_type == NULL);
    CHECK(json_parse(a, (str){.ptr = (const char *)m->type.data, .len = m->type.len}, &type, &message));
    CHECK(m->required || m->optional || m->computed);
    CHECK(!m->required || (!m->optional && !m->computed));
    CHECK(!m->write_only || !m->computed);
}

static void check_block(arena *a, const Tfplugin6__Schema__Block *m) {
    for (size_t i = 0; i < m->n_attributes; i++) {
        check_attribute(a, m->attributes[i]);
    }
    for (size_t i = 0; i < m->n_block_types; i++) {
        const Tfplugin6__Schema__NestedBlock *nested = m->block_types[i];
        CHECK(nested->type_name[0] != '\0');
        CHECK(nested->nesting != TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__INVALID);
        CHECK(nested->max_items == 0 || nested->min_items <= nested->max_items);
        CHECK(nested->nesting != TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__SINGLE ||
              nested->min_items == nested->max_items);
        if (CHECK(nested->block != NULL)) {
            check_block(a, nested->block);
        }
    }
}

static void check_schema(arena *a, const Tfplugin6__Schema *m) {
    if (CHECK(m != NULL) && CHECK(m->block != NULL)) {
        check_block(a, m->block);
    }
}

TEST(every_spec_is_there_and_well_formed) {
    client *c = start();
    arena *a = arena_new();
    Tfplugin6__GetProviderSchema__Response *got = get_schema(c);
    check_schema(a, got->provider);
    check_schema(a, got->provider_meta);
    for (size_t i = 0; i < got->n_resource_schemas; i++) {
        const spec *s = spec_find(SPEC_RESOURCE, got->resource_schemas[i]->key);
        check_schema(a, got->resource_schemas[i]->value);
        CHECK(s != NULL && s->version == got->resource_schemas[i]->value->version);
        CHECK(s != NULL && got->resource_schemas[i]->value->block->n_attributes +
                                   got->resource_schemas[i]->value->block->n_block_types ==
                               s->block.attr_count);
    }
    for (size_t i = 0; i < got->n_data_source_schemas; i++) {
        check_schema(a, got->data_source_schemas[i]->value);
        CHECK(spec_find(SPEC_DATA, got->data_source_schemas[i]->key) != NULL);
    }
    CHECK(spec_registry_count > 0);
    CHECK_INT(got->n_resource_schemas + got->n_data_source_schemas, spec_registry_count);
    CHECK_INT(got->n_diagnostics, 0);
    protobuf_c_message_free_unpacked(&got->base, NULL);
    arena_free(a);
    client_free(c);
}

TEST(what_the_server_can) {
    client *c = start();
    Tfplugin6__GetProviderSchema__Response *got = get_schema(c);
    if (CHECK(got->server_capabilities != NULL)) {
        CHECK(got->server_capabilities->plan_destroy);
        CHECK(got->server_capabilities->get_provider_schema_optional);
        CHECK(got->server_capabilities->move_resource_state);
    }
    protobuf_c_message_free_unpacked(&got->base, NULL);
    client_free(c);
}

TEST(metadata_names_the_same_types) {
    client *c = start();
    Tfplugin6__GetMetadata__Request request;
    tfplugin6__get_metadata__request__init(&request);
    Tfplugin6__GetMetadata__Response *got = (Tfplugin6__GetMetadata__Response *)client_provider_call(
        c, "GetMetadata", &request.base, &tfplugin6__get_metadata__response__descriptor);
    CHECK_INT(got->n_resources + got->n_data_sources, spec_registry_count);
    for (size_t i = 0; i < got->n_resources; i++) {
        CHECK(spec_find(SPEC_RESOURCE, got->resources[i]->type_name) != NULL);
    }
    for (size_t i = 0; i < got->n_data_sources; i++) {
        CHECK(spec_find(SPEC_DATA, got->data_sources[i]->type_name) != NULL);
    }
    CHECK(got->server_capabilities != NULL);
    protobuf_c_message_free_unpacked(&got->base, NULL);
    client_free(c);
}
