#include "engine/ip_protocol.h"

#include <string.h>

#include "engine/spec.h"

// By number, as IANA's registry "Protocol Numbers" has them; NULL where a number has no name.
static const char *const NAMES[] = {"hopopt",
                                    "icmp",
                                    "igmp",
                                    "ggp",
                                    "ipv4",
                                    "st",
                                    "tcp",
                                    "cbt",
                                    "egp",
                                    "igp",
                                    "bbn-rcc-mon",
                                    "nvp-ii",
                                    "pup",
                                    "argus",
                                    "emcon",
                                    "xnet",
                                    "chaos",
                                    "udp",
                                    "mux",
                                    "dcn-meas",
                                    "hmp",
                                    "prm",
                                    "xns-idp",
                                    "trunk-1",
                                    "trunk-2",
                                    "leaf-1",
                                    "leaf-2",
                                    "rdp",
                                    "irtp",
                                    "iso-tp4",
                                    "netblt",
                                    "mfe-nsp",
                                    "merit-inp",
                                    "dccp",
                                    "3pc",
                                    "idpr",
                                    "xtp",
                                    "ddp",
                                    "idpr-cmtp",
                                    "tp++",
                                    "il",
                                    "ipv6",
                                    "sdrp",
                                    "ipv6-route",
                                    "ipv6-frag",
                                    "idrp",
                                    "rsvp",
                                    "gre",
                                    "dsr",
                                    "bna",
                                    "esp",
                                    "ah",
                                    "i-nlsp",
                                    "swipe",
                                    "narp",
                                    "mobile",
                                    "tlsp",
                                    "skip",
                                    "ipv6-icmp",
                                    "ipv6-nonxt",
                                    "ipv6-opts",
                                    NULL,
                                    "cftp",
                                    NULL,
                                    "sat-expak",
                                    "kryptolan",
                                    "rvd",
                                    "ippc",
                                    NULL,
                                    "sat-mon",
                                    "visa",
                                    "ipcv",
                                    "cpnx",
                                    "cphb",
                                    "wsn",
                                    "pvp",
                                    "br-sat-mon",
                                    "sun-nd",
                                    "wb-mon",
                                    "wb-expak",
                                    "iso-ip",
                                    "vmtp",
                                    "secure-vmtp",
                                    "vines",
                                    "ttp",
                                    "nsfnet-igp",
                                    "dgp",
                                    "tcf",
                                    "eigrp",
                                    "ospfigp",
                                    "sprite-rpc",
                                    "larp",
                                    "mtp",
                                    "ax.25",
                                    "ipip",
                                    "micp",
                                    "scc-sp",
                                    "etherip",
                                    "encap",
                                    NULL,
                                    "gmtp",
                                    "ifmp",
                                    "pnni",
                                    "pim",
                                    "aris",
                                    "scps",
                                    "qnx",
                                    "a/n",
                                    "ipcomp",
                                    "snp",
                                    "compaq-peer",
                                    "ipx-in-ip",
                                    "vrrp",
                                    "pgm",
                                    NULL,
                                    "l2tp",
                                    "ddx",
                                    "iatp",
                                    "stp",
                                    "srp",
                                    "uti",
                                    "smp",
                                    "sm",
                                    "ptp",
                                    "isis-over-ipv4",
                                    "fire",
                                    "crtp",
                                    "crudp",
                                    "sscopmce",
                                    "iplt",
                                    "sps",
                                    "pipe",
                                    "sctp",
                                    "fc",
                                    "rsvp-e2e-ignore",
                                    "mobility-header",
                                    "udplite",
                                    "mpls-in-ip",
                                    "manet",
                                    "shim6",
                                    "wesp",
                                    "rohc"};
enum { MAX_NUMBER = 254 }; // 255 is reserved

static int parse_number(str text) {
    int number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || number > MAX_NUMBER) {
            return IP_PROTOCOL_NONE;
        }
        number = number * 10 + (text.ptr[i] - '0');
    }
    return text.len == 0 || number > MAX_NUMBER ? IP_PROTOCOL_NONE : number;
}

int ip_protocol_number(str given) {
    if (str_eq(given, STR("-1")) || str_eq_nocase(given, STR("all"))) {
        return IP_PROTOCOL_ALL;
    }
    if (str_eq_nocase(given, STR("icmpv6"))) {
        given = STR("ipv6-icmp");
    }
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (NAMES[i] != NULL && str_eq_nocase(given, str_of(NAMES[i]))) {
            return (int)i;
        }
    }
    return parse_number(given);
}

const char *ip_protocol_name(arena *a, str given) {
    enum { ICMP = 1, TCP = 6, UDP = 17, ICMPV6 = 58 };
    int number = ip_protocol_number(given);
    switch (number) {
    case ICMP:
        return "icmp";
    case TCP:
        return "tcp";
    case UDP:
        return "udp";
    case ICMPV6:
        return "icmpv6";
    case IP_PROTOCOL_NONE:
        break;
    default:
        return arena_printf(a, "%d", number);
    }
    char *name = arena_strndup(a, given.ptr, given.len);
    for (size_t i = 0; i < given.len; i++) {
        if (name[i] >= 'A' && name[i] <= 'Z') {
            name[i] = (char)(name[i] - 'A' + 'a');
        }
    }
    return name;
}

bool format_ip_protocol(arena *a, str text, const char **ret_message) {
    (void)a;
    if (ip_protocol_number(text) != IP_PROTOCOL_NONE) {
        return true;
    }
    *ret_message = "must be an IP protocol: its number, its name such as tcp, or -1 or all for all of them";
    return false;
}
