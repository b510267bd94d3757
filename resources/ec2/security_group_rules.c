// What the specs of aws_security_group, aws_default_security_group and aws_security_group_rule cannot say: how AWS's
// groups of rules and the sources of one configured rule are the same single rules. The header has the terms.
#include "security_group_rules.h"

#include "api_ec2.h"
#include "engine/ip_protocol.h"
#include "engine/spec.h"

#include <string.h>

const source_place SOURCE_PLACES[SOURCE_KINDS] = {
    [SOURCE_IPV4] = {"cidr_blocks", "IpRanges", "CidrIp"},
    [SOURCE_IPV6] = {"ipv6_cidr_blocks", "Ipv6Ranges", "CidrIpv6"},
    [SOURCE_PREFIX_LIST] = {"prefix_list_ids", "PrefixListIds", "PrefixListId"},
    [SOURCE_GROUP] = {"security_groups", "UserIdGroupPairs", "GroupId"},
};

const direction DIRECTIONS[DIRECTION_COUNT] = {
    {"ingress", "IpPermissions", &api_ec2_AuthorizeSecurityGroupIngress, &api_ec2_RevokeSecurityGroupIngress,
     &api_ec2_UpdateSecurityGroupRuleDescriptionsIngress},
    {"egress", "IpPermissionsEgress", &api_ec2_AuthorizeSecurityGroupEgress, &api_ec2_RevokeSecurityGroupEgress,
     &api_ec2_UpdateSecurityGroupRuleDescriptionsEgress},
};

bool has_ports(const char *protocol) {
    static const char *const WITH_PORTS[] = {"tcp", "udp", "icmp", "icmpv6"};
    for (size_t i = 0; i < sizeof WITH_PORTS / sizeof WITH_PORTS[0]; i++) {
        if (strcmp(protocol, WITH_PORTS[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool same_ports(const rule *x, const rule *y) {
    return strcmp(x->protocol, y->protocol) == 0 && x->from_port == y->from_port && x->to_port == y->to_port;
}

static bool same_rule(arena *a, const rule *x, const rule *y) {
    if (x->kind != y->kind || !same_ports(x, y)) {
        return false;
    }
    return value_equal(x->source, y->source) || (x->kind == SOURCE_IPV6 && same_cidr(a, x->source, y->source));
}

rule *find_rule(const rules *in, const rule *wanted) {
    for (size_t i = 0; i < in->count; i++) {
        if (same_rule(in->arena, &in->items[i], wanted)) {
            return &in->items[i];
        }
    }
    return NULL;
}

void add_rule(rules *to, const rule *r) {
    if (find_rule(to, r) != NULL) {
        return;
    }
    if (to->count == to->cap) {
        to->cap = to->cap == 0 ? 16 : to->cap * 2;
        rule *grown = ARENA_ARRAY(to->arena, rule, to->cap);
        for (size_t i = 0; i < to->count; i++) {
            grown[i] = to->items[i];
        }
        to->items = grown;
    }
    to->items[to->count++] = *r;
}

static rule ports_of(arena *a, const value *protocol, const value *from_port, const value *to_port) {
    rule r = {.protocol = ip_protocol_name(a, value_str(protocol))};
    if (has_ports(r.protocol)) {
        r.from_port = value_int_or(from_port, 0);
        r.to_port = value_int_or(to_port, 0);
    }
    return r;
}

void add_block(rules *to, const value *block, const char *own_id) {
    rule r =
        ports_of(to->arena, value_get(block, "protocol"), value_get(block, "from_port"), value_get(block, "to_port"));
    r.description = value_text(value_get(block, "description"));
    for (r.kind = SOURCE_IPV4; r.kind < SOURCE_KINDS; r.kind++) {
        const value *sources = value_get(block, SOURCE_PLACES[r.kind].attribute);
        for (size_t i = 0; i < value_count(sources); i++) {
            r.source = value_item(sources, i);
            add_rule(to, &r);
        }
    }
    if (value_bool_or(value_get(block, "self"), false)) {
        r.kind = SOURCE_GROUP;
        r.source = value_cstr(to->arena, own_id);
        add_rule(to, &r);
    }
}

static const value *source_of_pair(arena *a, const value *pair, const value *owner) {
    const value *account = value_get(pair, "UserId");
    const value *group = value_get(pair, "GroupId");
    if (value_is_empty(account) || value_is_empty(owner) || value_equal(account, owner)) {
        return group;
    }
    return value_stringf(a, "%s/%s", value_text(account), value_text(group));
}

rules rules_of_permissions(arena *a, const value *group, const direction *d) {
    rules out = {.arena = a};
    const value *permissions = value_get(group, d->permissions);
    for (size_t p = 0; p < value_count(permissions); p++) {
        const value *permission = value_item(permissions, p);
        rule r = ports_of(a, value_get(permission, "IpProtocol"), value_get(permission, "FromPort"),
                          value_get(permission, "ToPort"));
        for (r.kind = SOURCE_IPV4; r.kind < SOURCE_KINDS; r.kind++) {
            const value *sources = value_get(permission, SOURCE_PLACES[r.kind].list);
            for (size_t i = 0; i < value_count(sources); i++) {
                const value *source = value_item(sources, i);
                r.description = value_text(value_get(source, "Description"));
                r.source = r.kind == SOURCE_GROUP ? source_of_pair(a, source, value_get(group, "OwnerId"))
                                                  : value_get(source, SOURCE_PLACES[r.kind].member);
                if (!value_is_empty(r.source)) {
                    add_rule(&out, &r);
                }
            }
        }
    }
    return out;
}
