variable "managed" {
  type    = list(string)
  default = ["ReadOnlyAccess"]
}

variable "inline" {
  type    = map(string)
  default = { logs = "logs:PutLogEvents" }
}

resource "aws_iam_role" "main" {
  name                = "shop"
  managed_policy_arns = [for name in var.managed : "arn:aws:iam::aws:policy/${name}"]

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })

  dynamic "inline_policy" {
    for_each = var.inline

    content {
      name = inline_policy.key
      policy = jsonencode({
        Version   = "2012-10-17"
        Statement = [{ Effect = "Allow", Action = inline_policy.value, Resource = "*" }]
      })
    }
  }
}
