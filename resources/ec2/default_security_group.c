// What the spec of aws_default_security_group cannot say: its rules, which are those of aws_security_group.
#include "security_group_rules.h"

bool aws_default_security_group_set_rules(engine_op *op);
bool aws_default_security_group_read_rules(engine_op *op);

bool aws_default_security_group_set_rules(engine_op *op) {
    return aws_security_group_set_rules(op);
}

bool aws_default_security_group_read_rules(engine_op *op) {
    return aws_security_group_read_rules(op);
}
