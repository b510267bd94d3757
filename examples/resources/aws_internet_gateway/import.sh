# By the id of the internet gateway.
terraform import aws_internet_gateway.main igw-0a1b2c3d4e5f60718
