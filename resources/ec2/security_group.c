// aws_security_group: the inline rules. A block of ingress or egress has many sources, AWS keeps each source as a rule
// of its own and answers them grouped by ports. So both are taken apart into single rules, and compared as these.
#include "api_ec2.h"
#include "engine/hook.h"
#include "engine/spec.h"

#include <string.h>

bool aws_security_group_set_rules(engine_op *op);
bool aws_security_group_read_rules(engine_op *op);
bool aws_security_group_same_ingress_protocol(arena *a, const value *x, const value *y);
bool aws_security_group_same_egress_protocol(arena *a, const value *x, const value *y);

typedef enum source_kind { SOURCE_IPV4, SOURCE_IPV6, SOURCE_PREFIX_LIST, SOURCE_GROUP, SOURCE_KINDS } source_kind;

// Where sources of a kind stand: the attribute of a block, the list of an IpPermission, and the member of its elements.
static const struct source_place {
    const char *attribute, *list, *member;
} PLACES[SOURCE_KINDS] = {
    [SOURCE_IPV4] = {"cidr_blocks", "IpRanges", "CidrIp"},
    [SOURCE_IPV6] = {"ipv6_cidr_blocks", "Ipv6Ranges", "CidrIpv6"},
    [SOURCE_PREFIX_LIST] = {"prefix_list_ids", "PrefixListIds", "PrefixListId"},
    [SOURCE_GROUP] = {"security_groups", "UserIdGroupPairs", "GroupId"},
};

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

static const direction DIRECTIONS[] = {
    {"ingress", "IpPermissions", &api_ec2_AuthorizeSecurityGroupIngress, &api_ec2_RevokeSecurityGroupIngress,
     &api_ec2_UpdateSecurityGroupRuleDescriptionsIngress},
    {"egress", "IpPermissionsEgress", &api_ec2_AuthorizeSecurityGroupEgress, &api_ec2_RevokeSecurityGroupEgress,
     &api_ec2_UpdateSecurityGroupRuleDescriptionsEgress},
};
enum { DIRECTION_COUNT = sizeof DIRECTIONS / sizeof DIRECTIONS[0] };

// ---- single rules
// -----------------------------------------------------------------------------------------------------------

// AWS answers these by name, whichever way they were asked for.
static const char *protocol_name(arena *a, const value *v) {
    static const struct {
        const char *given, *name;
    } NAMES[] = {{"all", "-1"}, {"6", "tcp"}, {"17", "udp"}, {"1", "icmp"}, {"58", "icmpv6"}};
    str given = value_str(v);
    char *name = arena_strndup(a, given.ptr, given.len);
    for (size_t i = 0; i < given.len; i++) {
        if (name[i] >= 'A' && name[i] <= 'Z') {
            name[i] = (char)(name[i] - 'A' + 'a');
        }
    }
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (strcmp(name, NAMES[i].given) == 0) {
            return NAMES[i].name;
        }
    }
    return name;
}

static bool same_protocol(arena *a, const value *x, const value *y) {
    return strcmp(protocol_name(a, x), protocol_name(a, y)) == 0;
}

bool aws_security_group_same_ingress_protocol(arena *a, const value *x, const value *y) {
    return same_protocol(a, x, y);
}

bool aws_security_group_same_egress_protocol(arena *a, const value *x, const value *y) {
    return same_protocol(a, x, y);
}

// All other protocols have no ports: AWS ignores what is given.
static bool has_ports(const char *protocol) {
    static const char *const WITH_PORTS[] = {"tcp", "udp", "icmp", "icmpv6"};
    for (size_t i = 0; i < sizeof WITH_PORTS / sizeof WITH_PORTS[0]; i++) {
        if (strcmp(protocol, WITH_PORTS[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool same_ports(const rule *x, const rule *y) {
    return strcmp(x->protocol, y->protocol) == 0 && x->from_port == y->from_port && x->to_port == y->to_port;
}

static bool same_rule(arena *a, const rule *x, const rule *y) {
    if (x->kind != y->kind || !same_ports(x, y)) {
        return false;
    }
    return value_equal(x->source, y->source) || (x->kind == SOURCE_IPV6 && same_cidr(a, x->source, y->source));
}

static rule *find_rule(const rules *in, const rule *wanted) {
    for (size_t i = 0; i < in->count; i++) {
        if (same_rule(in->arena, &in->items[i], wanted)) {
            return &in->items[i];
        }
    }
    return NULL;
}

// Two blocks may name the same source twice; AWS has it once.
static void add_rule(rules *to, const rule *r) {
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
    rule r = {.protocol = protocol_name(a, protocol)};
    if (has_ports(r.protocol)) {
        r.from_port = value_int_or(from_port, 0);
        r.to_port = value_int_or(to_port, 0);
    }
    return r;
}

// The single rules of one block.
static void add_block(rules *to, const value *block, const char *own_id) {
    rule r =
        ports_of(to->arena, value_get(block, "protocol"), value_get(block, "from_port"), value_get(block, "to_port"));
    r.description = value_text(value_get(block, "description"));
    for (r.kind = SOURCE_IPV4; r.kind < SOURCE_KINDS; r.kind++) {
        const value *sources = value_get(block, PLACES[r.kind].attribute);
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

static rules rules_of_blocks(arena *a, const value *blocks, const char *own_id) {
    rules out = {.arena = a};
    for (size_t i = 0; i < value_count(blocks); i++) {
        add_block(&out, value_item(blocks, i), own_id);
    }
    return out;
}

static const value *source_of_pair(arena *a, const value *pair, const value *owner) {
    const value *account = value_get(pair, "UserId");
    const value *group = value_get(pair, "GroupId");
    if (value_is_empty(account) || value_is_empty(owner) || value_equal(account, owner)) {
        return group;
    }
    return value_stringf(a, "%s/%s", value_text(account), value_text(group));
}

// The single rules of what AWS has.
static rules rules_of_permissions(arena *a, const value *group, const direction *d) {
    rules out = {.arena = a};
    const value *permissions = value_get(group, d->permissions);
    for (size_t p = 0; p < value_count(permissions); p++) {
        const value *permission = value_item(permissions, p);
        rule r = ports_of(a, value_get(permission, "IpProtocol"), value_get(permission, "FromPort"),
                          value_get(permission, "ToPort"));
        for (r.kind = SOURCE_IPV4; r.kind < SOURCE_KINDS; r.kind++) {
            const value *sources = value_get(permission, PLACES[r.kind].list);
            for (size_t i = 0; i < value_count(sources); i++) {
                const value *source = value_item(sources, i);
                r.description = value_text(value_get(source, "Description"));
                r.source = r.kind == SOURCE_GROUP ? source_of_pair(a, source, value_get(group, "OwnerId"))
                                                  : value_get(source, PLACES[r.kind].member);
                if (!value_is_empty(r.source)) {
                    add_rule(&out, &r);
                }
            }
        }
    }
    return out;
}

// ---- read
// -------------------------------------------------------------------------------------------------------------------

// Are all rules of the block there? Then they are told of.
static bool block_is_there(const value *block, const char *own_id, rules *actual) {
    rules of_block = {.arena = actual->arena};
    add_block(&of_block, block, own_id);
    for (size_t i = 0; i < of_block.count; i++) {
        const rule *found = find_rule(actual, &of_block.items[i]);
        if (found == NULL || strcmp(found->description, of_block.items[i].description) != 0) {
            return false;
        }
    }
    for (size_t i = 0; i < of_block.count; i++) {
        find_rule(actual, &of_block.items[i])->told = true;
    }
    return of_block.count > 0;
}

// One block of the rules not yet told of that have the ports and the description of `first`.
static const value *block_of_rules(rules *actual, const rule *first, const char *own_id) {
    arena *a = actual->arena;
    value *sources[SOURCE_KINDS] = {value_list_new(a), value_list_new(a), value_list_new(a), value_set_new(a)};
    bool self = false;
    for (size_t i = 0; i < actual->count; i++) {
        rule *r = &actual->items[i];
        if (r->told || !same_ports(r, first) || strcmp(r->description, first->description) != 0) {
            continue;
        }
        r->told = true;
        if (r->kind == SOURCE_GROUP && strcmp(value_text(r->source), own_id) == 0) {
            self = true;
        } else {
            value_push(a, sources[r->kind], r->source);
        }
    }
    value *block = value_object_new(a);
    value_put_static(a, block, "description", value_cstr(a, first->description));
    value_put_static(a, block, "from_port", value_int(a, first->from_port));
    value_put_static(a, block, "protocol", value_cstr(a, first->protocol));
    value_put_static(a, block, "self", value_bool(self));
    value_put_static(a, block, "to_port", value_int(a, first->to_port));
    for (source_kind k = SOURCE_IPV4; k < SOURCE_KINDS; k++) {
        value_put_static(a, block, PLACES[k].attribute, sources[k]);
    }
    return block;
}

// Blocks that the state has stay as they are while AWS has all their rules; the other rules are grouped by ports and
// description.
static const value *blocks_of(engine_op *op, const value *group, const direction *d) {
    rules actual = rules_of_permissions(op->arena, group, d);
    const char *own_id = value_text(value_get(group, "GroupId"));
    const value *known = op_attr(op, d->attribute);
    value *blocks = value_set_new(op->arena);
    for (size_t i = 0; i < value_count(known); i++) {
        if (block_is_there(value_item(known, i), own_id, &actual)) {
            value_push(op->arena, blocks, value_item(known, i));
        }
    }
    for (size_t i = 0; i < actual.count; i++) {
        if (!actual.items[i].told) {
            value_push(op->arena, blocks, block_of_rules(&actual, &actual.items[i], own_id));
        }
    }
    return blocks;
}

bool aws_security_group_read_rules(engine_op *op) {
    const value *group = op_output_of(op, "");
    for (size_t d = 0; d < DIRECTION_COUNT; d++) {
        value_put_static(op->arena, op->fresh, DIRECTIONS[d].attribute, blocks_of(op, group, &DIRECTIONS[d]));
    }
    return true;
}

// ---- write
// ------------------------------------------------------------------------------------------------------------------

static const value *source_to_api(arena *a, const rule *r) {
    value *source = value_object_new(a);
    const char *slash = r->kind == SOURCE_GROUP ? strchr(value_text(r->source), '/') : NULL;
    if (slash != NULL) {
        const char *account = value_text(r->source);
        value_put_static(a, source, "UserId", value_string(a, (str){.ptr = account, .len = (size_t)(slash - account)}));
        value_put_static(a, source, "GroupId", value_cstr(a, slash + 1));
    } else {
        value_put_static(a, source, PLACES[r->kind].member, r->source);
    }
    if (r->description[0] != '\0') {
        value_put_static(a, source, "Description", value_cstr(a, r->description));
    }
    return source;
}

// The request that names the group and the rules, those of the same ports in one permission.
static const value *request(engine_op *op, const rules *wanted) {
    arena *a = op->arena;
    bool *done = ARENA_ARRAY(a, bool, wanted->count);
    value *permissions = value_list_new(a);
    for (size_t first = 0; first < wanted->count; first++) {
        if (done[first]) {
            continue;
        }
        value *sources[SOURCE_KINDS] = {value_list_new(a), value_list_new(a), value_list_new(a), value_list_new(a)};
        for (size_t i = first; i < wanted->count; i++) {
            if (!done[i] && same_ports(&wanted->items[i], &wanted->items[first])) {
                done[i] = true;
                value_push(a, sources[wanted->items[i].kind], source_to_api(a, &wanted->items[i]));
            }
        }
        const rule *ports = &wanted->items[first];
        value *permission = value_object_new(a);
        value_put_static(a, permission, "IpProtocol", value_cstr(a, ports->protocol));
        if (has_ports(ports->protocol)) {
            value_put_static(a, permission, "FromPort", value_int(a, ports->from_port));
            value_put_static(a, permission, "ToPort", value_int(a, ports->to_port));
        }
        for (source_kind k = SOURCE_IPV4; k < SOURCE_KINDS; k++) {
            if (value_count(sources[k]) > 0) {
                value_put_static(a, permission, PLACES[k].list, sources[k]);
            }
        }
        value_push(a, permissions, permission);
    }
    value *input = value_object_new(a);
    value_put_static(a, input, "GroupId", value_cstr(a, op_id(op)));
    value_put_static(a, input, "IpPermissions", permissions);
    return input;
}

// A call that is tried again while a group that was just made is not yet seen everywhere.
typedef struct attempt {
    engine_op *op; // outlives the polls
    const api_operation *operation;
    const value *input;
    const char *const *tolerated; // error codes that the caller looks at, NULL-terminated; NULL: none
    const value *output;
    bool was_tolerated;
} attempt;

static wait_state try_call(engine_op *poll, void *data) {
    attempt *t = data;
    const value *output = NULL;
    const aws_error *error = NULL;
    if (op_try(poll, t->operation, t->input, &output, &error)) {
        t->output = value_deep_copy(t->op->arena, output);
        return WAIT_DONE;
    }
    if (poll->verb == VERB_CREATE && aws_error_is(error, "InvalidGroup.NotFound", NULL)) {
        return WAIT_GOES_ON;
    }
    for (const char *const *code = t->tolerated; code != NULL && *code != NULL; code++) {
        t->was_tolerated |= aws_error_is(error, *code, NULL);
    }
    if (!t->was_tolerated) {
        op_fail(t->op, error);
    }
    return WAIT_FAILED;
}

static bool run(attempt *t) {
    enum { VISIBLE_MS = 120000 };
    return op_wait(t->op, NULL, VISIBLE_MS, try_call, t);
}

static bool authorize(engine_op *op, const direction *d, const rules *missing, bool *ret_full) {
    static const char *const FULL[] = {"RulesPerSecurityGroupLimitExceeded", NULL};
    attempt t = {.op = op, .operation = d->authorize, .input = request(op, missing), .tolerated = FULL};
    *ret_full = false;
    if (missing->count == 0 || run(&t)) {
        return true;
    }
    *ret_full = t.was_tolerated;
    return false;
}

static bool revoke(engine_op *op, const direction *d, const rules *stale) {
    static const char *const NOT_THERE[] = {"InvalidPermission.NotFound", NULL};
    attempt t = {.op = op, .operation = d->revoke, .input = request(op, stale), .tolerated = NOT_THERE};
    return stale->count == 0 || run(&t) || t.was_tolerated;
}

// Other descriptions of rules that stay. Who may not call that (hashicorp/aws does not need it) has the rules made
// again.
static bool describe(engine_op *op, const direction *d, const rules *renamed, const rules *by_old_name) {
    static const char *const REFUSED[] = {"UnauthorizedOperation", "InvalidAction", NULL};
    attempt t = {.op = op, .operation = d->describe, .input = request(op, renamed), .tolerated = REFUSED};
    if (renamed->count == 0 || run(&t)) {
        return true;
    }
    const value *output = NULL;
    return t.was_tolerated && revoke(op, d, by_old_name) && op_call(op, d->authorize, request(op, renamed), &output);
}

// New rules come before old ones go, so that no traffic is cut; but where the group is full the old ones make room.
static bool replace(engine_op *op, const direction *d, const rules *missing, const rules *stale) {
    bool full = false;
    if (authorize(op, d, missing, &full)) {
        return revoke(op, d, stale);
    }
    if (!full) {
        return false;
    }
    const value *output = NULL;
    return revoke(op, d, stale) && op_call(op, d->authorize, request(op, missing), &output);
}

// What a new group has (AWS lets everything out) and nobody configured goes; of an old one only what the state told of.
static bool set_direction(engine_op *op, const value *group, const direction *d) {
    arena *a = op->arena;
    rules actual = rules_of_permissions(a, group, d);
    rules wanted = rules_of_blocks(a, op_attr(op, d->attribute), op_id(op));
    rules before = op->verb == VERB_CREATE ? actual : rules_of_blocks(a, op_prior(op, d->attribute), op_id(op));
    rules missing = {.arena = a}, renamed = {.arena = a}, by_old_name = {.arena = a}, stale = {.arena = a};
    for (size_t i = 0; i < wanted.count; i++) {
        const rule *there = find_rule(&actual, &wanted.items[i]);
        if (there == NULL) {
            add_rule(&missing, &wanted.items[i]);
        } else if (strcmp(there->description, wanted.items[i].description) != 0) {
            add_rule(&renamed, &wanted.items[i]);
            add_rule(&by_old_name, there);
        }
    }
    for (size_t i = 0; i < before.count; i++) {
        const rule *there = find_rule(&actual, &before.items[i]);
        if (there != NULL && find_rule(&wanted, there) == NULL) {
            add_rule(&stale, there);
        }
    }
    return replace(op, d, &missing, &stale) && describe(op, d, &renamed, &by_old_name);
}

static const value *find_group(engine_op *op) {
    value *ids = value_list_new(op->arena);
    value_push(op->arena, ids, value_cstr(op->arena, op_id(op)));
    value *input = value_object_new(op->arena);
    value_put_static(op->arena, input, "GroupIds", ids);
    attempt t = {.op = op, .operation = &api_ec2_DescribeSecurityGroups, .input = input};
    if (!run(&t)) {
        return NULL;
    }
    const value *group = value_item(value_get(t.output, "SecurityGroups"), 0);
    if (group == NULL) {
        op_fail_text(op, NULL, "The security group is not there", "AWS answers without the group %s.", op_id(op));
    }
    return group;
}

bool aws_security_group_set_rules(engine_op *op) {
    const value *group = find_group(op);
    if (group == NULL) {
        return false;
    }
    for (size_t d = 0; d < DIRECTION_COUNT; d++) {
        bool touched = op->verb == VERB_CREATE || op_changed(op, DIRECTIONS[d].attribute);
        if (touched && !set_direction(op, group, &DIRECTIONS[d])) {
            return false;
        }
    }
    return true;
}
