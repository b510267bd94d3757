// What the files of validation share.
#pragma once

#include "engine/engine.h"

// A place in the configuration, for diagnostics: the path ends at the first set, the label goes on.
typedef struct place {
    const path *path;
    bool in_set;
    const char *label; // "load_balancer.container_port"
    bool sensitive;    // what is here is not quoted
} place;

// The objects around an attribute, innermost first: relations between attributes of one block stay in that block.
typedef struct level level;
struct level {
    const level *outer;    // NULL: the root
    const spec_attr *attr; // whose element it is; NULL at the root
    const value *object;
};

typedef struct validation {
    arena *arena;
    diags *diags;
    const spec *spec;
    bool write_only_allowed;
    // Relations that were reported already, by their text: each attribute of a group has it.
    value *told;
} validation;

// Checks one known value that is no collection: enum, range, length, pattern, format.
void validate_scalar(validation *v, const spec_attr *attr, const value *given, place at);

// Checks the relations that the attribute has to others.
void validate_relations(validation *v, const spec_attr *attr, const value *given, const level *around, place at);
