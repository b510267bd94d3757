// What the server and the files that answer one call each have in common.
#pragma once

#include <grpc/status.h>
#include <protobuf-c/protobuf-c.h>

#include "engine/engine.h"
#include "plugin/shutdown.h"

// What lives as long as the process serves.
typedef struct plugin {
    engine *engine;
    shutdown_latch *shutdown;
    bool debug; // no host of our own: nobody's going is our end
} plugin;

// One unary call.
typedef struct rpc_call {
    const plugin *plugin;
    const char *name;        // of the method, without its service
    const char *request_id;  // for the log; NULL when that is off
    engine_call engine;      // with the arena of the call
    grpc_status_code status; // when it is not OK, `status_text` is sent and the response is not
    const char *status_text;
} rpc_call;

// `request` is a message of the method's request type. The response lives in the call's arena.
typedef const ProtobufCMessage *(*rpc_handler)(rpc_call *c, const void *request);

typedef struct rpc_method {
    const char *path;                          // "/tfplugin6.Provider/GetMetadata"
    const ProtobufCMessageDescriptor *request; // NULL: a stream, kept open and silent until the client closes it
    rpc_handler handle;                        // unary
    bool (*quick)(const plugin *p);            // NULL: never. It asks nobody and waits for nothing now
    bool secret;                               // keys are in the request: what is made of it is wiped
    void (*closed)(const plugin *p);           // stream: its end; NULL: of no interest
} rpc_method;

extern const rpc_method provider_methods[];
extern const size_t provider_method_count;
extern const rpc_method host_methods[];
extern const size_t host_method_count;

// For methods that are quick at any time.
bool rpc_always_quick(const plugin *p);

// A response of the given message type, initialised, in the arena of the call: RPC_NEW(c, ReadResource__Response,
// read_resource__response).
#define RPC_NEW(call, Type, prefix)                                                                                    \
    ((Tfplugin6__##Type *)rpc_message((call), sizeof(Tfplugin6__##Type), &tfplugin6__##prefix##__descriptor))
void *rpc_message(rpc_call *c, size_t size, const ProtobufCMessageDescriptor *type);

// The spec of a type; adds a diagnostic and gives NULL when there is none. Log lines of the call carry the type from
// here on.
const spec *rpc_find_spec(rpc_call *c, spec_kind kind, const char *type_name);
