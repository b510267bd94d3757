// The address of a proxy that somebody configured. Private to aws/.
#pragma once

#include <stdbool.h>

#include "base/arena.h"

// "http://user:password@host:port", or less: without a scheme it is http, without a port the scheme's own, as in Go's
// net/http (libcurl would take 1080). `*ret` has all of it, in a spelling that libcurl reads as we do: what it cannot
// read it quotes in its error, and with it the password. False where it is none.
bool proxy_url_parse(arena *a, const char *text, const char **ret);
