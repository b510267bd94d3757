data "aws_route_table" "private" {
  subnet_id = "subnet-0a1b2c3d4e5f60718"
}
