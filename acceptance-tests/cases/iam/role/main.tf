variable "name" {
  default = "shop-tasks"
}

variable "service" {
  default = "ecs-tasks.amazonaws.com"
}

variable "hours" {
  default = 1
}

variable "purpose" {
  default = "shop"
}

resource "aws_iam_role" "main" {
  name                  = var.name
  path                  = "/shop/"
  description           = "What the shop's tasks may do"
  max_session_duration  = var.hours * 3600
  force_detach_policies = true

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = var.service }
    }]
  })

  tags = {
    Purpose = var.purpose
  }
}
