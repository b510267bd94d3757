// What the spec of aws_security_group cannot say: a block of ingress or egress has many sources, AWS keeps each source
// as a rule of its own and answers them grouped by ports. So both are taken apart into single rules, and compared as
// these.
#include "api_ec2.h"
#include "security_group_rules.h"

#include <string.h>

static rules rules_of_blocks(arena *a, const value *blocks, const char *own_id) {
    rules out = {.arena = a};
    for (size_t i = 0; i < value_count(blocks); i++) {
        add_block(&out, value_item(blocks, i), own_id);
    }
    return out;
}

// ---- read ----

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
        value_put_static(a, block, SOURCE_PLACES[k].attribute, sources[k]);
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

// ---- write ----

static const value *source_to_api(arena *a, const rule *r) {
    value *source = value_object_new(a);
    const char *slash = r->kind == SOURCE_GROUP ? strchr(value_text(r->source), '/') : NULL;
    if (slash != NULL) {
        const char *account = value_text(r->source);
        value_put_static(a, source, "UserId", value_string(a, (str){.ptr = account, .len = (size_t)(slash - account)}));
        value_put_static(a, source, "GroupId", value_cstr(a, slash + 1));
    } else {
        value_put_static(a, source, SOURCE_PLACES[r->kind].member, r->source);
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
                value_put_static(a, permission, SOURCE_PLACES[k].list, sources[k]);
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
