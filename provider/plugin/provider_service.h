// The methods of tfplugin6.Provider, each answered in a file rpc_*.c of its own or of a small group.
#pragma once

#include "plugin/rpc.h"

const ProtobufCMessage *rpc_get_metadata(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_get_provider_schema(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_get_resource_identity_schemas(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_get_functions(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_validate_provider_config(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_configure_provider(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_stop_provider(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_validate_resource_config(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_upgrade_resource_state(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_upgrade_resource_identity(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_read_resource(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_plan_resource_change(rpc_call *c, const void *message);
bool rpc_plan_is_quick(const plugin *p);
const ProtobufCMessage *rpc_apply_resource_change(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_import_resource_state(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_move_resource_state(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_validate_data_resource_config(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_read_data_source(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_validate_ephemeral_resource_config(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_open_ephemeral_resource(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_renew_ephemeral_resource(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_close_ephemeral_resource(rpc_call *c, const void *message);
const ProtobufCMessage *rpc_call_function(rpc_call *c, const void *message);
