# By its id.
terraform import aws_network_acl.private acl-0a1b2c3d4e5f60718
