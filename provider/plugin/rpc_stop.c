#include "plugin/provider_service.h"
#include "proto/tfplugin6.pb-c.h"

// Terraform was interrupted: calls under way shall end soon, with the state of what they made.
const ProtobufCMessage *rpc_stop_provider(rpc_call *c, const void *message) {
    (void)message;
    engine_stop(c->plugin->engine);
    return &RPC_NEW(c, StopProvider__Response, stop_provider__response)->base;
}
