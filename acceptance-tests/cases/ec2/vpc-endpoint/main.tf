variable "tables" {
  default = 1
}

variable "groups" {
  default = 1
}

variable "service" {
  default = "com.amazonaws.us-east-1.s3"
}

resource "aws_vpc" "main" {
  cidr_block           = "10.1.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.0.0/24"
}

resource "aws_route_table" "main" {
  count  = 2
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "main" {
  count  = 2
  name   = "endpoint-${count.index}"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = var.service
  route_table_ids = slice(aws_route_table.main[*].id, 0, var.tables)
}

resource "aws_vpc_endpoint" "logs" {
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.us-east-1.logs"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.main.id]
  security_group_ids  = slice(aws_security_group.main[*].id, 0, var.groups)
  private_dns_enabled = true

  tags = {
    Purpose = "logs"
  }
}
