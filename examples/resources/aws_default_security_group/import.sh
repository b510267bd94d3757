# By the id of the group.
terraform import aws_default_security_group.main sg-0a1b2c3d4e5f60718
