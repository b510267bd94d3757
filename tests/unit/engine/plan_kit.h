// What the tests of planning share: values from JSON, plans with core's rules checked on each.
#pragma once

#include "engine/engine.h"

// Describes the attributes of a spec by hand; they must be in byte order of their names.
#define ATTRS(list) (list), sizeof(list) / sizeof *(list)

typedef struct kit {
    arena *arena;
    engine_call call;
} kit;

kit kit_make(void);
void kit_free(kit *k);

// JSON as a value of these attributes: what it lacks is null, or no blocks. The text "(unknown)" is unknown. NULL is
// null.
const value *kit_value(kit *k, const spec_attr *attrs, size_t count, const char *json);
// A value as JSON, unknown as "(unknown)".
const char *kit_text(kit *k, const value *v);

// The plan; fails the test when core would refuse it and legacy_type_system is not set, or the other way round.
engine_plan_response kit_plan(kit *k, const spec *s, const char *prior, const char *config);
// One attribute of the plan as JSON.
const char *kit_planned(kit *k, const engine_plan_response *r, const char *attribute);
// The paths that force a replacement, sorted, joined by a space.
const char *kit_replaces(kit *k, const engine_plan_response *r);

// Plans with `first` and then with `second`, which is `first` with its unknowns filled in: false when the second plan
// breaks what the first promised, or turns an update into a replacement.
bool kit_twice(kit *k, const spec *s, const char *prior, const char *first, const char *second);
// Is the plan of this configuration the prior state itself?
bool kit_no_change(kit *k, const spec *s, const char *prior, const char *config);
