# By the id of the NAT gateway.
terraform import aws_nat_gateway.main nat-0a1b2c3d4e5f60718
