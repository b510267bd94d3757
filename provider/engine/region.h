// The region of one object: regional types have the attribute `region`, which the spec compiler adds, as version 6 of
// hashicorp/aws has it. By default it is the provider's. A state without one (hashicorp/aws 5) is of the provider's
// region.
#pragma once

#include "engine/engine_internal.h"
#include "engine/plan_internal.h"

// What `object` (a configuration, a plan or a state) says, "" counted as nothing; NULL when it says nothing or is not
// known, and for types that are not regional.
const char *region_of(const spec *s, const value *object);

// $aws.region of that object: unknown while its region is; NULL: the provider's.
const value *region_fact(const spec *s, const value *object);

// Refuses a configured region that is none of the provider's partition, at the attribute. What is not known yet passes.
// False: a diagnostic was added.
bool region_check(engine_call *c, const spec *s, const value *config);

// The plan with its region: a new object without one is made in the provider's. Adds the replacement of an object whose
// state has no region and that is to be elsewhere.
const value *region_plan(const planner *p, const value *planned, engine_plan_response *response);

// Splits "id@region": `*ret_id` is the import id without the region, `*ret_region` NULL where it has none. False: the
// region is of another partition, a diagnostic was added.
bool region_split_import(engine_call *c, const spec *s, const char *import_id, const char **ret_id,
                         const char **ret_region);
