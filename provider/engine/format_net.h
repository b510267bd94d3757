// IP addresses and networks in text.
#pragma once

#include <stdbool.h>

#include "base/str.h"

typedef struct net_address {
    int family;              // AF_INET, AF_INET6
    unsigned char bytes[16]; // 4 of them for AF_INET
    int bits;                // prefix length; -1 for an address alone
} net_address;

// Parses "10.0.0.0/16" or "fd00::1". False, and `*ret` untouched, for anything else.
bool net_parse(str text, net_address *ret);
// Are all bits past the prefix zero?
bool net_is_network(const net_address *n);
