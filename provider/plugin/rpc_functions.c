// The provider's functions: GetFunctions, CallFunction.
#include "plugin/convert.h"
#include "plugin/provider_service.h"
#include "plugin/schema.h"

const ProtobufCMessage *rpc_get_functions(rpc_call *c, const void *message) {
    (void)message;
    arena *a = c->engine.arena;
    Tfplugin6__GetFunctions__Response *response = RPC_NEW(c, GetFunctions__Response, get_functions__response);
    response->functions = ARENA_ARRAY(a, Tfplugin6__GetFunctions__Response__FunctionsEntry *, engine_function_count);
    for (size_t i = 0; i < engine_function_count; i++) {
        Tfplugin6__GetFunctions__Response__FunctionsEntry *entry =
            RPC_NEW(c, GetFunctions__Response__FunctionsEntry, get_functions__response__functions_entry);
        entry->key = (char *)engine_functions[i].name;
        entry->value = function_message(a, &engine_functions[i]);
        response->functions[response->n_functions++] = entry;
    }
    return &response->base;
}

static Tfplugin6__FunctionError *error_message(rpc_call *c, const char *text) {
    Tfplugin6__FunctionError *error = RPC_NEW(c, FunctionError, function_error);
    error->text = (char *)text;
    return error;
}

static Tfplugin6__FunctionError *argument_error(rpc_call *c, int64_t argument, const char *text) {
    Tfplugin6__FunctionError *error = error_message(c, text);
    error->optional_function_argument_case = TFPLUGIN6__FUNCTION_ERROR__OPTIONAL_FUNCTION_ARGUMENT_FUNCTION_ARGUMENT;
    error->function_argument = argument;
    return error;
}

// NULL: the arguments are those that the function takes. Terraform sends no others; whoever speaks the protocol might.
static Tfplugin6__FunctionError *read_arguments(rpc_call *c, const engine_function *f,
                                                const Tfplugin6__CallFunction__Request *request,
                                                const value **ret_arguments) {
    arena *a = c->engine.arena;
    if (request->n_arguments != f->parameter_count) {
        return error_message(c, arena_printf(a, "the function takes %zu arguments, but was given %zu",
                                             f->parameter_count, request->n_arguments));
    }
    for (size_t i = 0; i < f->parameter_count; i++) {
        if (!dynamic_decode(c, f->parameters[i].type, request->arguments[i], "argument", &ret_arguments[i])) {
            return argument_error(c, (int64_t)i, c->engine.diags.first->detail);
        }
        if (value_is_null(ret_arguments[i]) || value_has_unknown(ret_arguments[i])) {
            return argument_error(c, (int64_t)i, "the argument must be a known value, and not null");
        }
    }
    return NULL;
}

const ProtobufCMessage *rpc_call_function(rpc_call *c, const void *message) {
    const Tfplugin6__CallFunction__Request *request = message;
    arena *a = c->engine.arena;
    Tfplugin6__CallFunction__Response *response = RPC_NEW(c, CallFunction__Response, call_function__response);
    const engine_function *f = engine_function_find(request->name);
    if (f == NULL) {
        response->error =
            error_message(c, arena_printf(a, "This provider has no function named \"%s\".", request->name));
        return &response->base;
    }
    const value **arguments = ARENA_ARRAY(a, const value *, f->parameter_count);
    response->error = read_arguments(c, f, request, arguments);
    if (response->error == NULL) {
        function_call call = {.arena = a, .arguments = arguments};
        const value *result = f->apply(&call);
        if (result == NULL) {
            response->error = argument_error(c, call.argument, call.error);
        } else {
            response->result = dynamic_encode(c, f->returns, result);
        }
    }
    return &response->base;
}
