variable "description" {
  default = "requests"
}

variable "port" {
  default = 443
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_security_group" "front" {
  name   = "front"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group_rule" "ranges" {
  type              = "ingress"
  security_group_id = aws_security_group.web.id
  description       = var.description
  protocol          = "TCP"
  from_port         = 80
  to_port           = 80
  cidr_blocks       = ["10.9.0.0/16", "10.1.0.0/16"]
}

resource "aws_security_group_rule" "group" {
  type                     = "ingress"
  security_group_id        = aws_security_group.web.id
  protocol                 = "tcp"
  from_port                = 80
  to_port                  = 80
  source_security_group_id = aws_security_group.front.id
}

resource "aws_security_group_rule" "own" {
  type              = "egress"
  security_group_id = aws_security_group.web.id
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  self              = true
}

resource "aws_security_group_rule" "both" {
  type                     = "ingress"
  security_group_id        = aws_security_group.web.id
  protocol                 = "udp"
  from_port                = 53
  to_port                  = 53
  self                     = true
  source_security_group_id = aws_security_group.front.id
}

resource "aws_vpc_security_group_ingress_rule" "one" {
  security_group_id = aws_security_group.front.id
  description       = var.description
  ip_protocol       = "tcp"
  from_port         = var.port
  to_port           = var.port
  cidr_ipv4         = "0.0.0.0/0"

  tags = {
    Purpose = "shop"
  }
}

resource "aws_vpc_security_group_egress_rule" "one" {
  security_group_id            = aws_security_group.front.id
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
  referenced_security_group_id = aws_security_group.web.id
}
