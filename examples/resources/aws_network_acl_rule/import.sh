# By the network ACL, the number, the protocol, and whether the entry is for what goes out.
terraform import aws_network_acl_rule.https acl-0a1b2c3d4e5f60718:200:tcp:false
