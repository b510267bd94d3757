# By the id of the rule.
terraform import aws_vpc_security_group_egress_rule.all sgr-0a1b2c3d4e5f60718
