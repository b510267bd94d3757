terraform {
  required_providers {
    aws = { source = "caws/aws" }
  }
}

variable "vpc_id" {}

variable "ports" {
  type = list(number)
}

variable "ranges" {
  type = list(string)
}

resource "aws_security_group" "main" {
  name_prefix = "main-"
  vpc_id      = var.vpc_id

  dynamic "ingress" {
    for_each = var.ports
    iterator = port

    content {
      description = "port ${port.value}"
      from_port   = port.value
      to_port     = port.value
      protocol    = "tcp"
      cidr_blocks = var.ranges
      self        = port.key == 0
    }
  }

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [description, egress]
  }
}

resource "aws_security_group" "other" {
  name   = "other"
  vpc_id = var.vpc_id
}

output "other_id" {
  value = aws_security_group.other.id
}
