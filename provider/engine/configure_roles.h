// The provider block's assume_role, assume_role_with_web_identity and metadata arguments, for aws_config_load.
#pragma once

#include "aws/config.h"
#include "engine/engine_internal.h"

// Fills the members of `ret` that they decide; all text lives in the call's arena. False with a diagnostic at the
// argument: one of several roles without ARN, a duration out of its bounds, a policy that is not JSON. What the spec of
// the provider block says of them (schemas/provider.yaml) has been validated before.
bool configure_roles(engine_call *c, const value *config, aws_config_input *ret);
