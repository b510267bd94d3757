# By the id of the VPC.
terraform import aws_default_route_table.main vpc-0a1b2c3d4e5f60718
