variable "attached" {
  default = "one"
}

variable "tags" {
  type    = map(string)
  default = { Purpose = "shop", Stage = "test" }
}

resource "aws_vpc" "all" {
  for_each   = { one = "10.1.0.0/16", two = "10.2.0.0/16" }
  cidr_block = each.value
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.all[var.attached].id

  tags = var.tags
}
