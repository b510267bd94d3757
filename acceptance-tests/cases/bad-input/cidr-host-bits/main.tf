resource "aws_subnet" "main" {
  vpc_id     = "vpc-12345678"
  cidr_block = "10.0.1.7/24"
}
