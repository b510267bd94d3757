// Which bytes are UTF-8, and how JSON spells what it must escape.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// The length of the well-formed UTF-8 sequence at the start of `len` bytes; 0 when there is none (cut off, overlong, a
// surrogate, past U+10FFFF, or no bytes at all).
size_t utf8_step(const char *text, size_t len);

bool utf8_is_valid(const char *text, size_t len);

// How many bytes at the start are ASCII that JSON strings hold as it is: no control character, quote or backslash.
size_t utf8_plain_ascii(const char *text, size_t len);

enum { JSON_ESCAPE_MAX = 7 };

// Writes what a JSON string holds for the next character of `text` (which is not empty) into `ret`, NUL-terminated, and
// returns how many bytes of `text` that covers. A byte that is no UTF-8 becomes U+FFFD, as Go's encoding/json does it;
// <, > and & are escaped when `escape_html` is set.
size_t json_escape(const char *text, size_t len, bool escape_html, char ret[static JSON_ESCAPE_MAX]);
