// go-plugin's own services, and gRPC's health service.
#include <string.h>

#include "plugin/rpc.h"
#include "proto/grpc_controller.pb-c.h"
#include "proto/grpc_health.pb-c.h"

static const ProtobufCMessage *shut_down(rpc_call *c, const void *request) {
    (void)request;
    static const Plugin__Empty empty = PLUGIN__EMPTY__INIT;
    shutdown_request(c->plugin->shutdown, SHUTDOWN_ASKED); // this answer is still sent: it is a call under way
    return &empty.base;
}

static const ProtobufCMessage *check_health(rpc_call *c, const void *message) {
    static const Grpc__Health__V1__HealthCheckResponse serving = {
        .base = PROTOBUF_C_MESSAGE_INIT(&grpc__health__v1__health_check_response__descriptor),
        .status = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING};
    const Grpc__Health__V1__HealthCheckRequest *request = message;
    if (request->service[0] != '\0' && strcmp(request->service, "plugin") != 0) {
        c->status = GRPC_STATUS_NOT_FOUND;
        c->status_text = "unknown service";
    }
    return &serving.base;
}

// The host opens this stream at its start and keeps it as long as it lives, so its end is how a killed host shows.
static void stdio_closed(const plugin *p) {
    if (!p->debug) {
        shutdown_request(p->shutdown, SHUTDOWN_HOST_GONE);
    }
}

const rpc_method host_methods[] = {
    {.path = "/plugin.GRPCController/Shutdown",
     .request = &plugin__empty__descriptor,
     .handle = shut_down,
     .quick = rpc_always_quick},
    {.path = "/plugin.GRPCStdio/StreamStdio", .closed = stdio_closed},
    {.path = "/plugin.GRPCBroker/StartStream"},
    {.path = "/grpc.health.v1.Health/Check",
     .request = &grpc__health__v1__health_check_request__descriptor,
     .handle = check_health,
     .quick = rpc_always_quick},
};
const size_t host_method_count = sizeof host_methods / sizeof *host_methods;
