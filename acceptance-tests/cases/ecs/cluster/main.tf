variable "name" {
  default = "orders"
}

variable "insights" {
  default = "enabled"
}

variable "stage" {
  default = "test"
}

variable "logging" {
  default = "OVERRIDE"
}

resource "aws_ecs_cluster" "main" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = var.insights
  }

  configuration {
    execute_command_configuration {
      logging = var.logging

      dynamic "log_configuration" {
        for_each = var.logging == "OVERRIDE" ? [1] : []

        content {
          cloud_watch_log_group_name = "orders-exec"
        }
      }
    }
  }

  tags = {
    Stage = var.stage
  }
}
