variable "listener_arn" {
  description = "An HTTPS listener."
}

variable "certificate_arn" {
  description = "A certificate of ACM or IAM."
}

resource "aws_lb_listener_certificate" "shop" {
  listener_arn    = var.listener_arn
  certificate_arn = var.certificate_arn
}
