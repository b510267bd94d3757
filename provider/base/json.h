// JSON text to values and back (RFC 8259), on cJSON for reading.
#pragma once

#include "base/buf.h"
#include "base/value.h"

// Parses one JSON document: objects become VALUE_OBJECT, arrays VALUE_LIST, numbers stay exact. Trailing text, depth
// past VALUE_MAX_DEPTH, and invalid UTF-8 are errors. On failure false, `*ret_message` says what and where (line and
// column), without quoting the document (it may hold secrets). A duplicate key keeps the last value.
bool json_parse(arena *a, str text, const value **ret, const char **ret_message);

// The dotted place of the first key that an object of the document has twice ("Statement.0.Effect"), which json_parse
// passes over; NULL: there is none, or the text is no JSON.
const char *json_repeated_key(arena *a, str text);

// Writes canonical JSON: keys in byte order, no white space. Unknown is written as null. HTML characters (<, >, &) are
// escaped as \u003c when `escape_html` is set, as Go's encoding/json and so Terraform's jsonencode do.
bool json_write(buf *out, const value *v, bool escape_html);

// json_write into the arena, without HTML escapes.
str json_text(arena *a, const value *v);
