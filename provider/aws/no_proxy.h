// Which hosts are asked without the proxy. Private to aws/. Source: the documentation of
// golang.org/x/net/http/httpproxy, which hashicorp/aws uses.
#pragma once

#include <stdbool.h>

#include "base/str.h"

// Whether the list, of commas or blanks between its entries, covers the host of "scheme://host[:port]". An entry is *,
// for all; a domain, for itself and what is below it; .domain or *.domain, for what is below it alone; an address; or a
// range as 10.0.0.0/8. Any of the last four may end in :port, and then counts for that port alone. NULL covers none.
bool no_proxy_covers(const char *list, str origin);
