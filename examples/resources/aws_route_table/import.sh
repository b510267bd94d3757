# By the id of the route table.
terraform import aws_route_table.public rtb-0a1b2c3d4e5f60718
