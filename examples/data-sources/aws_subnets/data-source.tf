data "aws_subnets" "private" {
  filter {
    name   = "vpc-id"
    values = ["vpc-0a1b2c3d4e5f60718"]
  }

  tags = {
    Tier = "private"
  }
}
