# By group, type, protocol, ports and sources, with _ between them.
terraform import aws_security_group_rule.https sg-0a1b2c3d4e5f60718_ingress_tcp_443_443_10.20.0.0/16
