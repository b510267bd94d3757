#include "plugin/provider_service.h"

#include "proto/tfplugin6.pb-c.h"

#define METHOD(Name, name)                                                                                             \
    .path = "/tfplugin6.Provider/" #Name, .request = &tfplugin6__##name##__request__descriptor, .handle = rpc_##name

const rpc_method provider_methods[] = {
    {METHOD(GetMetadata, get_metadata), .quick = rpc_always_quick},
    {METHOD(GetProviderSchema, get_provider_schema), .quick = rpc_always_quick},
    {METHOD(GetResourceIdentitySchemas, get_resource_identity_schemas), .quick = rpc_always_quick},
    {METHOD(GetFunctions, get_functions), .quick = rpc_always_quick},
    {METHOD(ValidateProviderConfig, validate_provider_config), .secret = true},
    {METHOD(ConfigureProvider, configure_provider), .secret = true},
    {METHOD(StopProvider, stop_provider), .quick = rpc_always_quick},
    {METHOD(ValidateResourceConfig, validate_resource_config), .quick = rpc_always_quick},
    {METHOD(UpgradeResourceState, upgrade_resource_state), .quick = rpc_always_quick},
    {METHOD(UpgradeResourceIdentity, upgrade_resource_identity), .quick = rpc_always_quick},
    {METHOD(ReadResource, read_resource)},
    {METHOD(PlanResourceChange, plan_resource_change), .quick = rpc_plan_is_quick},
    {METHOD(ApplyResourceChange, apply_resource_change)},
    {METHOD(ImportResourceState, import_resource_state)},
    {METHOD(MoveResourceState, move_resource_state)},
    {METHOD(ValidateDataResourceConfig, validate_data_resource_config), .quick = rpc_always_quick},
    {METHOD(ReadDataSource, read_data_source)},
    {METHOD(ValidateEphemeralResourceConfig, validate_ephemeral_resource_config)},
    {METHOD(OpenEphemeralResource, open_ephemeral_resource)},
    {METHOD(RenewEphemeralResource, renew_ephemeral_resource)},
    {METHOD(CloseEphemeralResource, close_ephemeral_resource)},
    {METHOD(CallFunction, call_function), .quick = rpc_always_quick},
};
const size_t provider_method_count = sizeof provider_methods / sizeof *provider_methods;
