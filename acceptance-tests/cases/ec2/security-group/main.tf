variable "ports" {
  type    = list(number)
  default = [80]
}

variable "description" {
  default = "web servers"
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_security_group" "front" {
  name_prefix = "front-"
  vpc_id      = aws_vpc.main.id

  egress {
    protocol         = "-1"
    from_port        = 0
    to_port          = 0
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_security_group" "web" {
  name        = "web"
  description = var.description
  vpc_id      = aws_vpc.main.id

  dynamic "ingress" {
    for_each = var.ports

    content {
      description     = "requests"
      protocol        = "tcp"
      from_port       = ingress.value
      to_port         = ingress.value
      cidr_blocks     = ["10.1.0.0/16", "10.9.0.0/16"]
      security_groups = [aws_security_group.front.id]
    }
  }

  ingress {
    protocol  = "icmp"
    from_port = 8
    to_port   = -1
    self      = true
  }

  tags = {
    Purpose = "web"
  }
}
