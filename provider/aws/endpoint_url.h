// The URL of an endpoint that somebody configured.
#pragma once

#include <stdbool.h>

#include "base/arena.h"

typedef struct endpoint_url {
    const char *url;  // scheme://host[:port][/base], no slash at the end
    const char *host; // host, and the port unless it is the scheme's own
} endpoint_url;

// False with `*ret_reason`, to follow a subject: "is not ...". The URL itself is not quoted: it may hold a password.
bool endpoint_url_parse(arena *a, const char *text, endpoint_url *ret, const char **ret_reason);
