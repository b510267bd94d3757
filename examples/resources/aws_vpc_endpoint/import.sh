# By the id of the endpoint.
terraform import aws_vpc_endpoint.s3 vpce-0a1b2c3d4e5f60718
