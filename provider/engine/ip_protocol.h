// The protocols of IP: names and numbers.
#pragma once

#include "base/arena.h"
#include "base/str.h"

enum { IP_PROTOCOL_NONE = -2, IP_PROTOCOL_ALL = -1 };

// The number of a protocol that is given by its number ("6"), by the name that IANA has for it, in any case ("tcp"), or
// as "all" ("-1"). IP_PROTOCOL_NONE when there is no such protocol.
int ip_protocol_number(str given);
// The name by which EC2 answers a protocol of a security group's rule, whichever way it was given: "6" and "TCP" are
// "tcp", "all" is "-1", "esp" is "50". What is no protocol comes back in lower case. In the arena.
const char *ip_protocol_name(arena *a, str given);
