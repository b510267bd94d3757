# By the id of the egress-only internet gateway.
terraform import aws_egress_only_internet_gateway.main eigw-0a1b2c3d4e5f60718
