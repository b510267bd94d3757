# By the id of the security group.
terraform import aws_security_group.web sg-0a1b2c3d4e5f60718
