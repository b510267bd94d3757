// Between Terraform's view of an object and the API's: by the `in` and `out` of a spec's attributes.
#pragma once

#include "engine/expr.h"

// The value as a request has it, for a member of that shape: blocks become structures or lists of them. NULL when there
// is nothing to send (null, unknown, empty text or collection).
const value *to_api(arena *a, const spec_attr *attr, const value *v, const api_shape *shape);

// Sets the member named by `names` in `document`, making the structures on the way.
void document_put(arena *a, value *document, const char *const *names, const value *v);
// The shape of that member; NULL when the structure has no such member.
const api_shape *shape_at(const api_shape *shape, const char *const *names);

// Is the sibling that is sent in the attribute's place (`unless`) set in the object?
bool attr_yields(const spec_attr *attr, const value *object);

// The attributes of one object (block, element) as a structure of that shape.
value *object_to_api(arena *a, const spec_attr *attrs, size_t count, const value *object, const api_shape *shape);

// What the state holds where AWS gives nothing: the spec's `empty`, else the default, else null.
const value *unanswered(const spec_attr *attr);

// The attribute's value in what a read gave: `object` is what the read's `take` picked (or the enclosing structure),
// `outputs` the named steps. Null, or the spec's `empty` or default, when AWS gives nothing. Of the attribute's type.
const value *from_api(arena *a, const spec_attr *attr, const value *object, const op_output *outputs);
