variable "port" {
  type    = number
  default = 443
}

variable "names" {
  type    = list(string)
  default = ["a", "b"]
}

variable "action" {
  type    = string
  default = "allow"
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "main" {
  for_each = { a = "10.1.1.0/24", b = "10.1.2.0/24" }

  vpc_id     = aws_vpc.main.id
  cidr_block = each.value
}

resource "aws_network_acl" "inline" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [for name in var.names : aws_subnet.main[name].id]

  ingress {
    rule_no    = 100
    action     = "Allow"
    protocol   = "tcp"
    cidr_block = "10.1.0.0/16"
    from_port  = var.port
    to_port    = var.port
  }

  ingress {
    rule_no    = 110
    action     = "deny"
    protocol   = "50"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }

  egress {
    rule_no         = 100
    action          = "allow"
    protocol        = "all"
    ipv6_cidr_block = "::/0"
    from_port       = 0
    to_port         = 0
  }

  tags = { Name = "inline" }
}

resource "aws_network_acl" "apart" {
  vpc_id = aws_vpc.main.id
}

resource "aws_network_acl_rule" "udp" {
  network_acl_id = aws_network_acl.apart.id
  rule_number    = 200
  egress         = true
  protocol       = "udp"
  rule_action    = var.action
  cidr_block     = "10.0.0.0/8"
  from_port      = 53
  to_port        = 53
}

resource "aws_network_acl_rule" "all" {
  network_acl_id  = aws_network_acl.apart.id
  rule_number     = 200
  protocol        = -1
  rule_action     = "deny"
  ipv6_cidr_block = "::/0"
}
