#include "plugin/rpc.h"

#include "base/log.h"

void *rpc_message(rpc_call *c, size_t size, const ProtobufCMessageDescriptor *type) {
    void *message = arena_alloc(c->engine.arena, size);
    type->message_init(message);
    return message;
}

bool rpc_always_quick(const plugin *p) {
    (void)p;
    return true;
}

const spec *rpc_find_spec(rpc_call *c, spec_kind kind, const char *type_name) {
    const spec *s = spec_find(kind, type_name);
    if (s == NULL) {
        bool data = kind == SPEC_DATA;
        diag_error(&c->engine.diags, NULL, data ? "Unknown data source" : "Unknown resource type",
                   "This provider has no %s named \"%s\".", data ? "data source" : "resource type", type_name);
        return NULL;
    }
    // Only the provider's own names go into the log: the id of the request stays, so that the lines of a call can be
    // put together.
    log_thread_fields(c->request_id, c->name, s->type);
    return s;
}
