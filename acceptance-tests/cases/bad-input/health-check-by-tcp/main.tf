variable "by" {
  default = "TCP"
}

resource "aws_lb_target_group" "main" {
  port     = 80
  protocol = "TCP"
  vpc_id   = "vpc-12345678"

  health_check {
    protocol = var.by
    path     = "/health"
  }
}
