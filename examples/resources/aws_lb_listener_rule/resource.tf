variable "listener_arn" {
  description = "A listener of an Application Load Balancer."
}

variable "target_group_arn" {
  description = "Where requests for the shop go."
}

resource "aws_lb_listener_rule" "shop" {
  listener_arn = var.listener_arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = var.target_group_arn
  }

  condition {
    host_header {
      values = ["shop.example.com"]
    }
  }

  condition {
    path_pattern {
      values = ["/api/*", "/images/*"]
    }
  }
}
