resource "aws_vpc" "main" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_subnet" "public" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_lb" "web" {
  name         = "web"
  subnets      = aws_subnet.public[*].id
  idle_timeout = 120

  drop_invalid_header_fields = true

  depends_on = [aws_internet_gateway.main]
}
