// States of earlier schemas, put into the form of today's.
#pragma once

#include "engine/spec.h"

// The object with exactly these attributes: what the schema lacks is dropped, what the object lacks is null (no blocks:
// an empty collection), and values of another type are converted where their meaning is plain: text and number, text
// and bool, one thing and a list of it. False with a message, which does not quote the value, and its place.
bool conform_object(arena *a, const spec_attr *attrs, size_t count, const value *from, const value **ret,
                    const path **ret_path, const char **ret_message);
