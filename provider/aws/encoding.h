// The small encodings that requests are made of.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

// Appends `text` percent-encoded (RFC 3986): unreserved bytes and those in `keep` stay as they are.
bool encoding_percent(buf *out, str text, const char *keep);

// Base64 (RFC 4648, padded). Decoding is strict: false on foreign bytes, wrong padding or a length that is no multiple
// of 4.
str encoding_base64(arena *a, str bytes);
// The same into `text`, which has room for 4 bytes for each 3 begun; gives how many there are. No NUL.
size_t encoding_base64_into(char *text, str bytes);
bool encoding_base64_decode(arena *a, str text, str *ret);

// Two lower-case digits a byte.
const char *encoding_hex(arena *a, const unsigned char *bytes, size_t len);

// The value of a Content-MD5 header; NULL where the system's OpenSSL refuses MD5.
const char *encoding_content_md5(arena *a, str body);

// The SHA-1 in hex, as hashicorp/aws keeps what is too long for a state; NULL where the system's OpenSSL refuses SHA-1.
const char *encoding_sha1(arena *a, str bytes);

// A random (version 4) UUID: for idempotency tokens.
const char *encoding_uuid(arena *a);
// Its 32 digits without the hyphens.
const char *encoding_uuid_digits(arena *a);
