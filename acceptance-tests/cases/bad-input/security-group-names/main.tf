variable "is" {
  type = object({
    name        = optional(string)
    prefix      = optional(string)
    description = optional(string)
    rule        = optional(string)
  })

  default = {}
}

resource "aws_security_group" "main" {
  name        = var.is.name
  name_prefix = var.is.prefix

  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["10.0.0.0/8"]
    description = var.is.description
  }
}

resource "aws_security_group_rule" "main" {
  type                     = "ingress"
  security_group_id        = "sg-12345678"
  protocol                 = "tcp"
  from_port                = 80
  to_port                  = 80
  source_security_group_id = "sg-87654321"
  description              = var.is.rule
}
