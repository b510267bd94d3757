variable "type" {}

variable "target" {
  default = false
}

variable "other" {
  default = false
}

locals {
  group = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1234567890abcdef"
}

resource "aws_lb_listener" "main" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/1234567890abcdef"
  port              = 80

  default_action {
    type             = var.type
    target_group_arn = var.target ? local.group : null

    dynamic "forward" {
      for_each = var.target ? [1] : []

      content {
        target_group {
          arn = var.other ? "${local.group}0" : local.group
        }
      }
    }
  }
}
