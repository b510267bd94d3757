# By the id of the subnet, or of the gateway, and that of the route table.
terraform import aws_route_table_association.public subnet-0a1b2c3d4e5f60718/rtb-0a1b2c3d4e5f60718
