// Every method answers, whatever it is asked.
#include <stdlib.h>

#include "client.h"
#include "engine/engine.h"
#include "proto/grpc_health.pb-c.h"
#include "proto/tfplugin6.pb-c.h"
#include "unit/test.h"

static client *start(void) {
    client *c = client_start(&(client_options){0});
    client_connect(c, CLIENT_OWN);
    return c;
}

static ProtobufCMessage *call_method(client *c, const ProtobufCMethodDescriptor *m, const ProtobufCMessage *request) {
    char *path;
    CHECK(asprintf(&path, "/tfplugin6.Provider/%s", m->name) > 0);
    ProtobufCMessage *got;
    grpc_status_code status = client_call(c, path, request, m->output, &got);
    if (!CHECK_INT(status, GRPC_STATUS_OK) || !CHECK(got != NULL)) {
        printf("    method %s\n", m->name);
    }
    free(path);
    return got;
}

static void *member(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *f) {
    return (char *)message + f->offset;
}

// Does the answer carry an error: a diagnostic, or a function's error?
static bool has_error(const ProtobufCMessage *answer) {
    const ProtobufCFieldDescriptor *f =
        protobuf_c_message_descriptor_get_field_by_name(answer->descriptor, "diagnostics");
    if (f == NULL) {
        f = protobuf_c_message_descriptor_get_field_by_name(answer->descriptor, "error");
        return f != NULL && *(void **)member(answer, f) != NULL;
    }
    size_t count = *(size_t *)((char *)answer + f->quantifier_offset);
    Tfplugin6__Diagnostic **diagnostics = *(Tfplugin6__Diagnostic ***)member(answer, f);
    for (size_t i = 0; i < count; i++) {
        CHECK(diagnostics[i]->summary[0] != '\0');
        if (diagnostics[i]->severity == TFPLUGIN6__DIAGNOSTIC__SEVERITY__ERROR) {
            return true;
        }
    }
    return false;
}

static bool asks_for_something(const ProtobufCMethodDescriptor *m) {
    return m->input->n_fields > 0;
}

// Those for which nothing given is nothing wrong: an empty provider block.
static bool may_be_empty(const ProtobufCMethodDescriptor *m) {
    return strcmp(m->name, "ValidateProviderConfig") == 0 || strcmp(m->name, "ConfigureProvider") == 0;
}

TEST(an_empty_request_has_an_answer) {
    const ProtobufCServiceDescriptor *service = &tfplugin6__provider__descriptor;
    client *c = start();
    for (unsigned i = 0; i < service->n_methods; i++) {
        const ProtobufCMethodDescriptor *m = &service->methods[i];
        ProtobufCMessage *request = calloc(1, m->input->sizeof_message);
        protobuf_c_message_init(m->input, request);
        ProtobufCMessage *got = call_method(c, m, request);
        if (got != NULL && asks_for_something(m) && !may_be_empty(m) && !CHECK(has_error(got))) {
            printf("    method %s\n", m->name);
        }
        free(request);
        if (got != NULL) {
            protobuf_c_message_free_unpacked(got, NULL);
        }
    }
    client_free(c);
}

// A request with the name of a type there is, and values that are garbage.
static void fill(ProtobufCMessage *request, const char *type, Tfplugin6__DynamicValue *garbage,
                 Tfplugin6__RawState *raw) {
    const ProtobufCMessageDescriptor *d = request->descriptor;
    for (unsigned i = 0; i < d->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &d->fields[i];
        bool names_type = strcmp(f->name, "type_name") == 0 || strcmp(f->name, "target_type_name") == 0;
        if (names_type) {
            *(const char **)member(request, f) = type;
        } else if (f->descriptor == &tfplugin6__dynamic_value__descriptor && f->label != PROTOBUF_C_LABEL_REPEATED) {
            *(void **)member(request, f) = garbage;
        } else if (f->descriptor == &tfplugin6__raw_state__descriptor) {
            *(void **)member(request, f) = raw;
        }
    }
}

static void send_garbage(client *c, spec_kind kind, Tfplugin6__DynamicValue *garbage, Tfplugin6__RawState *raw) {
    const ProtobufCServiceDescriptor *service = &tfplugin6__provider__descriptor;
    const char *type = NULL;
    for (size_t i = 0; i < spec_registry_count; i++) {
        if (spec_registry[i]->kind == kind) {
            type = spec_registry[i]->type;
        }
    }
    if (type == NULL) {
        type = "none"; // none of that kind yet: an unknown type is an error as well
    }
    for (unsigned i = 0; i < service->n_methods; i++) {
        const ProtobufCMethodDescriptor *m = &service->methods[i];
        ProtobufCMessage *request = calloc(1, m->input->sizeof_message);
        protobuf_c_message_init(m->input, request);
        fill(request, type, garbage, raw);
        ProtobufCMessage *got = call_method(c, m, request);
        if (got != NULL && asks_for_something(m) && !CHECK(has_error(got))) {
            printf("    method %s\n", m->name);
        }
        free(request);
        if (got != NULL) {
            protobuf_c_message_free_unpacked(got, NULL);
        }
    }
}

TEST(garbage_in_a_value_is_a_diagnostic) {
    static const char *const texts[] = {
        "\xc1",
        "\x81",
        "\xdd\xff\xff\xff\xff",
        "\xdf\xff\xff\xff\xff",
        "\x93\x01\x02\x03",
        "\xc7\xff",
        "\xdb\xff\xff\xff\xff",
        "{",
        "{\"id\"",
    };
    client *c = start();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ProtobufCBinaryData bytes = {.data = (uint8_t *)texts[i], .len = strlen(texts[i])};
        Tfplugin6__DynamicValue garbage;
        Tfplugin6__RawState raw;
        tfplugin6__dynamic_value__init(&garbage);
        tfplugin6__raw_state__init(&raw);
        garbage.msgpack = raw.json = bytes;
        send_garbage(c, SPEC_RESOURCE, &garbage, &raw);
        send_garbage(c, SPEC_DATA, &garbage, &raw);
        garbage.json = bytes;
        garbage.msgpack = (ProtobufCBinaryData){0};
        send_garbage(c, SPEC_RESOURCE, &garbage, &raw);
    }
    client_free(c);
}

TEST(what_is_no_message_is_refused) {
    static const char not_a_message[] = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff";
    client *c = start();
    void *got;
    size_t len;
    CHECK_INT(client_call_bytes(c, "/tfplugin6.Provider/ReadResource", not_a_message, sizeof not_a_message, 10000, &got,
                                &len),
              GRPC_STATUS_INTERNAL);
    CHECK_INT(client_call_bytes(c, "/tfplugin6.Provider/GetMetadata", "", 0, 10000, &got, &len), GRPC_STATUS_OK);
    free(got);
    client_free(c);
}

TEST(an_unknown_method_is_unimplemented) {
    static const char *const paths[] = {"/tfplugin6.Provider/NoSuchMethod", "/tfplugin5.Provider/GetSchema", "/x", "/",
                                        "/grpc.health.v1.Health/Watch"};
    client *c = start();
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        void *got;
        size_t len;
        CHECK_INT(client_call_bytes(c, paths[i], "", 0, 10000, &got, &len), GRPC_STATUS_UNIMPLEMENTED);
    }
    client_free(c);
}

TEST(health) {
    client *c = start();
    Grpc__Health__V1__HealthCheckRequest request;
    grpc__health__v1__health_check_request__init(&request);
    ProtobufCMessage *got;
    for (int i = 0; i < 2; i++) {
        request.service = (char *)(i == 0 ? "" : "plugin");
        CHECK_INT(client_call(c, "/grpc.health.v1.Health/Check", &request.base,
                              &grpc__health__v1__health_check_response__descriptor, &got),
                  GRPC_STATUS_OK);
        if (CHECK(got != NULL)) {
            CHECK_INT(((Grpc__Health__V1__HealthCheckResponse *)got)->status,
                      GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING);
            protobuf_c_message_free_unpacked(got, NULL);
        }
    }
    request.service = (char *)"unheard-of";
    CHECK_INT(client_call(c, "/grpc.health.v1.Health/Check", &request.base,
                          &grpc__health__v1__health_check_response__descriptor, &got),
              GRPC_STATUS_NOT_FOUND);
    client_free(c);
}

TEST(an_unknown_type_is_told_by_name) {
    client *c = start();
    Tfplugin6__ReadResource__Request request;
    tfplugin6__read_resource__request__init(&request);
    request.type_name = (char *)"aws_unheard_of";
    Tfplugin6__ReadResource__Response *got = (Tfplugin6__ReadResource__Response *)client_provider_call(
        c, "ReadResource", &request.base, &tfplugin6__read_resource__response__descriptor);
    CHECK_INT(got->n_diagnostics, 1);
    CHECK(got->n_diagnostics == 1 && strstr(got->diagnostics[0]->detail, "aws_unheard_of") != NULL);
    protobuf_c_message_free_unpacked(&got->base, NULL);
    client_free(c);
}
