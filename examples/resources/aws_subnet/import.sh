# By the id of the subnet.
terraform import aws_subnet.public subnet-0a1b2c3d4e5f60718
