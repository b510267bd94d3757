// Terraform core's own rules about what a provider may plan, as its sources have them (OpenTofu's
// internal/plans/objchange).
#pragma once

#include "engine/spec.h"

// Would core take `planned` for this configuration and prior state (AssertPlanValid)? Where it would not, though the
// plan is what the peer's schema promises, legacy_type_system must be set.
bool plan_is_valid(const spec_attr *attrs, size_t count, const value *prior, const value *config, const value *planned);

// May `planned` become `actual` (AssertObjectCompatible): equal wherever it is known? What core asks of the second plan
// and of the state after apply.
bool plan_may_become(const value *planned, const value *actual);
