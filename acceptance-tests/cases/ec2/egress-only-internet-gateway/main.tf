variable "vpc" {
  default = "one"
}

variable "owner" {
  default = "shop"
}

resource "aws_vpc" "all" {
  for_each   = { one = "10.1.0.0/16", two = "10.2.0.0/16" }
  cidr_block = each.value
}

resource "aws_egress_only_internet_gateway" "main" {
  vpc_id = aws_vpc.all[var.vpc].id

  tags = {
    Owner = var.owner
  }
}
