variable "gateway" {
  type    = bool
  default = false
}

variable "port" {
  type    = number
  default = 443
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

resource "aws_default_network_acl" "main" {
  default_network_acl_id = aws_vpc.main.default_network_acl_id
  subnet_ids             = [aws_subnet.main.id]

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = var.port
    to_port    = var.port
  }

  tags = { Name = "default" }
}

resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.main.default_route_table_id

  dynamic "route" {
    for_each = var.gateway ? ["0.0.0.0/0"] : []

    content {
      cidr_block = route.value
      gateway_id = aws_internet_gateway.main.id
    }
  }

  tags = { Name = "default" }
}
