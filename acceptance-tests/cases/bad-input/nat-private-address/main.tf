resource "aws_nat_gateway" "main" {
  connectivity_type = "private"
  allocation_id     = "eipalloc-12345678"
  subnet_id         = "subnet-12345678"
}
