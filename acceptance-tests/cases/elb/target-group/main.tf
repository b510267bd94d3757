variable "path" {
  default = "/"
}

variable "delay" {
  default = 300
}

variable "port" {
  default = 80
}

variable "http" {
  default = "HTTP"
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_lb_target_group" "main" {
  name                 = "web"
  port                 = var.port
  protocol             = "HTTP"
  vpc_id               = aws_vpc.main.id
  deregistration_delay = var.delay

  health_check {
    protocol = var.http
    path     = var.path
    matcher  = "200-299"
  }

  stickiness {
    type            = "lb_cookie"
    cookie_duration = 600
  }
}
