variable "destination" {
  default = "192.168.0.0/24"
}

variable "through" {
  default = "internet"
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_eip" "main" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  subnet_id     = aws_subnet.main.id
  allocation_id = aws_eip.main.id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "main" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = var.destination
  gateway_id             = var.through == "internet" ? aws_internet_gateway.main.id : null
  nat_gateway_id         = var.through == "nat" ? aws_nat_gateway.main.id : null
}
