# By the id of the network ACL.
terraform import aws_default_network_acl.main acl-0a1b2c3d4e5f60718
