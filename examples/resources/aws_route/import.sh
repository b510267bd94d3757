# By the id of the route table and the destination: an IPv4 range, an IPv6 range or a prefix list.
terraform import aws_route.internet rtb-0a1b2c3d4e5f60718_0.0.0.0/0
