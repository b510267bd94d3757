// What the spec of aws_security_group_rule cannot say: which of the rule's sources are there. AWS answers sources
// grouped by ports with those of other rules, and another spelling of a protocol or range is the same rule: no path
// says that.
#include "security_group_rules.h"

#include "engine/hook.h"

#include <string.h>

bool aws_security_group_rule_read_rule(engine_op *op);

// The attributes of the state as a block of an inline rule has them.
static const value *block_of_state(engine_op *op) {
    value *block = value_copy(op->arena, op->subject, VALUE_OBJECT);
    value *groups = value_set_new(op->arena);
    const value *source = op_attr(op, "source_security_group_id");
    if (!value_is_empty(source)) {
        value_push(op->arena, groups, source);
    }
    value_put_static(op->arena, block, "security_groups", groups);
    return block;
}

// Those of the state's sources that are there, in the state's order; null when there is none.
static const value *sources_left(engine_op *op, const rules *there, source_kind kind) {
    const value *known = op_attr(op, SOURCE_PLACES[kind].attribute);
    value *left = value_list_new(op->arena);
    for (size_t i = 0; i < value_count(known); i++) {
        for (size_t r = 0; r < there->count; r++) {
            if (there->items[r].kind == kind && value_equal(there->items[r].source, value_item(known, i))) {
                value_push(op->arena, left, value_item(known, i));
                break;
            }
        }
    }
    return value_count(left) == 0 ? value_null() : left;
}

bool aws_security_group_rule_read_rule(engine_op *op) {
    bool egress = strcmp(value_text(op_attr(op, "type")), "egress") == 0;
    const char *group_id = value_text(op_attr(op, "security_group_id"));
    rules actual = rules_of_permissions(op->arena, op_output_of(op, ""), &DIRECTIONS[egress ? 1 : 0]);
    rules wanted = {.arena = op->arena};
    rules there = {.arena = op->arena};
    add_block(&wanted, block_of_state(op), group_id);
    const char *description = "";
    bool self = false;
    const value *named = op_attr(op, "source_security_group_id");
    const value *source = value_null();
    for (size_t i = 0; i < wanted.count; i++) {
        const rule *found = find_rule(&actual, &wanted.items[i]);
        if (found == NULL) {
            continue;
        }
        add_rule(&there, &wanted.items[i]);
        description = found->description;
        if (found->kind == SOURCE_GROUP) {
            bool own = strcmp(value_text(found->source), group_id) == 0;
            self |= own && value_bool_or(op_attr(op, "self"), false);
            // `self` says the group itself: it is no source by its id beside that.
            source = value_equal(named, wanted.items[i].source) ? named : source;
        }
    }
    if (there.count == 0) {
        op->gone = true;
        return false;
    }
    for (source_kind kind = SOURCE_IPV4; kind < SOURCE_GROUP; kind++) {
        value_put_static(op->arena, op->fresh, SOURCE_PLACES[kind].attribute, sources_left(op, &there, kind));
    }
    value_put_static(op->arena, op->fresh, "source_security_group_id", source);
    value_put_static(op->arena, op->fresh, "self", value_bool(self));
    value_put_static(op->arena, op->fresh, "description",
                     description[0] == '\0' ? value_null() : value_cstr(op->arena, description));
    return true;
}
