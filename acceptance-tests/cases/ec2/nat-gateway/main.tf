variable "private" {
  default = false
}

variable "purpose" {
  default = "shop"
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_eip" "main" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  subnet_id         = aws_subnet.main.id
  allocation_id     = var.private ? null : aws_eip.main.id
  connectivity_type = var.private ? "private" : "public"
  depends_on        = [aws_internet_gateway.main]

  tags = {
    Purpose = var.purpose
  }
}
