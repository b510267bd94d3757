resource "aws_route" "main" {
  route_table_id         = "rtb-12345678"
  destination_cidr_block = "10.0.0.0/16"
  gateway_id             = "igw-12345678"
  nat_gateway_id         = "nat-12345678"
}
