// What a configuration and a state mean to AWS, whatever their spelling: the questions that planning asks.
#pragma once

#include "engine/spec.h"

// How values with unknown parts compare: as different from everything, or as whatever they may turn out to be.
typedef enum meaning_unknowns { UNKNOWN_DIFFERS, UNKNOWN_MAY_BE_SAME } meaning_unknowns;

// Is it a block that has what the spec's `off` says, whatever else is in it?
bool meaning_is_off(const spec_attr *attr, const value *v);
// Is it AWS's word for "not set": the spec's `unset_is`, or a block that is off?
bool meaning_is_unset_word(const spec_attr *attr, const value *v);

// Says the spec when two values are the same (`same`), beyond equal content?
bool meaning_has_same(const spec_attr *attr);
// Are two known, non-null values the same by that? False where it says nothing.
bool meaning_by_same(arena *a, const spec_attr *attr, const value *x, const value *y);

// Null, "", 0, [], {}, or the spec's `unset_is`. A block with nothing in it is something: its presence counts.
bool meaning_is_unset(const spec_attr *attr, const value *v);
// What AWS answers for something that was never sent: unset, or false.
bool meaning_is_unset_or_false(const spec_attr *attr, const value *v);
// Does the configuration say what this is? An empty text says nothing where AWS chooses, as hashicorp/aws has it,
// unless something else is kept of it (kept_as); and what only AWS decides may stand there all the same: Terraform puts
// it there under ignore_changes.
bool meaning_is_configured(const spec_attr *attr, const value *config);

// What stands for an attribute without a value: null, and for blocks the empty collection that they always are.
const value *meaning_none(arena *a, const spec_attr *attr);

// Does the configured value say what the prior one says: equal in content, both unset, or equal by the attribute's
// `same`? Entries of maps that are null count as absent. For blocks and objects: element by element.
bool meaning_same(arena *a, const spec_attr *attr, const value *config, const value *prior, meaning_unknowns unknowns);

// Does a block say no more than none does (none_is_default)?
bool meaning_is_default_block(arena *a, const spec_attr *attr, const value *prior);

// Could the configured object have become the prior one? What is not configured counts as its default, as whatever the
// prior has where it is computed, else as unset (false included, which is all AWS can answer).
bool meaning_same_object(arena *a, const spec_attr *attrs, size_t count, const value *config, const value *prior,
                         meaning_unknowns unknowns);
