// Single rules of security groups: AWS keeps each source as a rule of its own, and answers them grouped by ports.
#pragma once

#include "engine/hook.h"

typedef enum source_kind { SOURCE_IPV4, SOURCE_IPV6, SOURCE_PREFIX_LIST, SOURCE_GROUP, SOURCE_KINDS } source_kind;

// Where sources of a kind stand: the attribute of a block, the list of an IpPermission, and the member of its elements.
typedef struct source_place {
    const char *attribute, *list, *member;
} source_place;
extern const source_place SOURCE_PLACES[SOURCE_KINDS];

typedef struct rule {
    source_kind kind;
    const char *protocol; // tcp, udp, icmp, icmpv6, -1, or a number
    int64_t from_port, to_port;
    const value *source;     // groups of other accounts: "account/group"
    const char *description; // "" for none
    bool told;               // some block of the state has it
} rule;

typedef struct rules {
    arena *arena;
    rule *items;
    size_t count, cap;
} rules;

// Ingress and egress.
typedef struct direction {
    const char *attribute;
    const char *permissions; // member of SecurityGroup
    const api_operation *authorize, *revoke, *describe;
} direction;
enum { DIRECTION_COUNT = 2 };
extern const direction DIRECTIONS[DIRECTION_COUNT];

// Steps of a group with inline rules: makes ingress and egress what is configured, and reads them.
bool aws_security_group_set_rules(engine_op *op);
bool aws_security_group_read_rules(engine_op *op);

// All other protocols than TCP, UDP and the ICMPs have no ports: AWS ignores what is given.
bool has_ports(const char *protocol);
bool same_ports(const rule *x, const rule *y);
// NULL when there is none. Descriptions do not count.
rule *find_rule(const rules *in, const rule *wanted);
// Two blocks may name the same source twice; AWS has it once.
void add_rule(rules *to, const rule *r);
// The single rules of a block (an object with the attributes of SOURCE_PLACES, protocol, ports, self, description) of
// the group `own_id`.
void add_block(rules *to, const value *block, const char *own_id);
// The single rules of a SecurityGroup as DescribeSecurityGroups gives it.
rules rules_of_permissions(arena *a, const value *group, const direction *d);
