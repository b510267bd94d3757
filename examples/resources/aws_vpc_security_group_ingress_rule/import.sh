# By the id of the rule.
terraform import aws_vpc_security_group_ingress_rule.https sgr-0a1b2c3d4e5f60718
