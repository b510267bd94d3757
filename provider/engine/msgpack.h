// Terraform's msgpack form of values (the DynamicValue message): unknown is extension 0, a refined unknown is
// extension 12 and is read as unknown; numbers that are neither int64 nor double travel as text.
#pragma once

#include "base/buf.h"
#include "engine/type.h"

// False with a message (no content of the value in it): truncated, too deep, of another type than `t`.
bool msgpack_decode(arena *a, const type *t, const void *data, size_t len, const value **ret, const char **ret_message);
// Writes `v`, which must be of type `t` (object attributes absent in `v` are written as null).
bool msgpack_encode(arena *a, const type *t, const value *v, const void **ret_data, size_t *ret_len);
// The JSON form (DynamicValue.json, raw states): typed by `t`; attributes that `t` lacks are an error here; see
// upgrade.h.
bool typed_json_decode(arena *a, const type *t, str text, const value **ret, const char **ret_message);
