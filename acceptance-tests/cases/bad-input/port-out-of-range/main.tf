resource "aws_lb_target_group" "main" {
  port     = 70000
  protocol = "TCP"
  vpc_id   = "vpc-12345678"
}
