// The size of messages: up to 256 MiB.
#include <stdlib.h>

#include "client.h"
#include "engine/engine.h"
#include "engine/msgpack.h"
#include "proto/tfplugin6.pb-c.h"
#include "unit/test.h"

enum { MIB = 1 << 20 };

// A resource type with a text attribute; `*ret` is the attribute.
static const spec *any_resource(const char **ret) {
    for (size_t i = 0; i < spec_registry_count; i++) {
        const spec *s = spec_registry[i];
        for (size_t j = 0; s->kind == SPEC_RESOURCE && j < s->block.attr_count; j++) {
            if (s->block.attrs[j].type->kind == TYPE_STRING) {
                *ret = s->block.attrs[j].name;
                return s;
            }
        }
    }
    return NULL;
}

// A provider that is not configured reads nothing, so the state comes back as it was sent, with a diagnostic or
// without.
TEST(a_large_state_goes_both_ways) {
    client *c = client_start(&(client_options){0});
    client_connect(c, CLIENT_OWN);
    arena *a = arena_new();
    const char *attribute = "";
    const spec *s = any_resource(&attribute);
    if (!CHECK(s != NULL)) {
        return;
    }
    size_t size = (size_t)48 * MIB;
    char *text = malloc(size);
    memset(text, 'x', size);
    value *state = value_object_new(a);
    value_put_static(a, state, attribute, value_string(a, (str){.ptr = text, .len = size}));
    free(text);
    const void *data;
    size_t len;
    CHECK(msgpack_encode(a, s->block.type, state, &data, &len));
    Tfplugin6__DynamicValue message;
    tfplugin6__dynamic_value__init(&message);
    message.msgpack = (ProtobufCBinaryData){.data = (uint8_t *)data, .len = len};
    Tfplugin6__ReadResource__Request request;
    tfplugin6__read_resource__request__init(&request);
    request.type_name = (char *)s->type;
    request.current_state = &message;
    Tfplugin6__ReadResource__Response *got = (Tfplugin6__ReadResource__Response *)client_provider_call(
        c, "ReadResource", &request.base, &tfplugin6__read_resource__response__descriptor);
    CHECK(got->new_state != NULL && got->new_state->msgpack.len == len);
    CHECK(got->new_state != NULL && memcmp(got->new_state->msgpack.data, data, len) == 0);
    protobuf_c_message_free_unpacked(&got->base, NULL);
    arena_free(a);
    client_free(c);
}

static grpc_status_code send_bytes(client *c, size_t size) {
    char *text = calloc(1, size + 1); // of size 0 it may be NULL
    void *got;
    size_t len;
    grpc_status_code status = client_call_bytes(c, "/tfplugin6.Provider/GetMetadata", text, size, 60000, &got, &len);
    free(text);
    free(got);
    return status;
}

TEST(a_message_over_the_limit_is_refused_and_the_next_one_is_not) {
    client *c = client_start(&(client_options){0});
    client_connect(c, CLIENT_OWN);
    CHECK_INT(send_bytes(c, (size_t)257 * MIB), GRPC_STATUS_RESOURCE_EXHAUSTED);
    CHECK_INT(send_bytes(c, 0), GRPC_STATUS_OK);
    client_free(c);
}
