# By the id of the VPC.
terraform import aws_main_route_table_association.main vpc-0a1b2c3d4e5f60718
