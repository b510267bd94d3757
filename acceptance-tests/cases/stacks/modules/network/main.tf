terraform {
  required_providers {
    aws = { source = "caws/aws" }
  }
}

variable "name" {}

variable "range" {}

variable "private" {
  default = 1
}

variable "tags" {
  type    = map(string)
  default = null
}

resource "aws_vpc" "main" {
  cidr_block = var.range
  tags       = merge({ Name = var.name }, var.tags)
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
  tags   = var.tags
}

resource "aws_subnet" "private" {
  count      = var.private
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(aws_vpc.main.cidr_block, 4, count.index)
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  dynamic "route" {
    for_each = { "0.0.0.0/0" = aws_internet_gateway.main.id }

    content {
      cidr_block = route.key
      gateway_id = route.value
    }
  }
}

resource "aws_route_table_association" "private" {
  for_each       = { for index, subnet in aws_subnet.private : "number ${index}" => subnet.id }
  subnet_id      = each.value
  route_table_id = aws_route_table.public.id
}

output "vpc_id" {
  value = aws_vpc.main.id
}
