#include "engine/format_net.h"

#include <arpa/inet.h>
#include <string.h>

#include "engine/spec.h"

static bool parse_bits(str text, int most, int *ret) {
    int bits = 0;
    if (text.len == 0 || text.len > 3 || (text.len > 1 && text.ptr[0] == '0')) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return false;
        }
        bits = bits * 10 + (text.ptr[i] - '0');
    }
    if (bits > most) {
        return false;
    }
    *ret = bits;
    return true;
}

bool net_parse(str text, net_address *ret) {
    net_address n = {.bits = -1};
    char host[INET6_ADDRSTRLEN];
    size_t slash = text.len;
    bool prefixed = str_find(text, "/", &slash);
    if (slash >= sizeof host || memchr(text.ptr, '\0', text.len) != NULL) {
        return false;
    }
    memcpy(host, text.ptr, slash);
    host[slash] = '\0';
    n.family = strchr(host, ':') != NULL ? AF_INET6 : AF_INET;
    if (inet_pton(n.family, host, n.bytes) != 1) {
        return false;
    }
    if (prefixed && !parse_bits(str_from(text, slash + 1), n.family == AF_INET ? 32 : 128, &n.bits)) {
        return false;
    }
    *ret = n;
    return true;
}

bool net_is_network(const net_address *n) {
    int size = n->family == AF_INET ? 32 : 128;
    for (int bit = n->bits < 0 ? size : n->bits; bit < size; bit++) {
        if ((n->bytes[bit / 8] & (0x80 >> (bit % 8))) != 0) {
            return false;
        }
    }
    return true;
}

// `family` 0: either. An empty text is refused like any other that is no address.
static bool check(str text, int family, bool network) {
    net_address n;
    return net_parse(text, &n) && (family == 0 || n.family == family) && (n.bits >= 0) == network &&
           (!network || net_is_network(&n));
}

static bool say(bool ok, const char *message, const char **ret_message) {
    if (!ok) {
        *ret_message = message;
    }
    return ok;
}

bool format_cidr(arena *a, str text, const char **ret_message) {
    (void)a;
    return say(check(text, 0, true), "must be a CIDR block without host bits, such as 10.0.0.0/16 or 2001:db8::/32",
               ret_message);
}

bool format_ipv4_cidr(arena *a, str text, const char **ret_message) {
    (void)a;
    return say(check(text, AF_INET, true), "must be an IPv4 CIDR block without host bits, such as 10.0.0.0/16",
               ret_message);
}

bool format_ipv6_cidr(arena *a, str text, const char **ret_message) {
    (void)a;
    return say(check(text, AF_INET6, true), "must be an IPv6 CIDR block without host bits, such as 2001:db8::/32",
               ret_message);
}

bool format_ip(arena *a, str text, const char **ret_message) {
    (void)a;
    return say(check(text, 0, false), "must be an IP address", ret_message);
}

bool format_ipv4(arena *a, str text, const char **ret_message) {
    (void)a;
    return say(check(text, AF_INET, false), "must be an IPv4 address", ret_message);
}

bool format_ipv6(arena *a, str text, const char **ret_message) {
    (void)a;
    return say(check(text, AF_INET6, false), "must be an IPv6 address", ret_message);
}
