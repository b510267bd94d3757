variable "policy" {
  default = "service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role" "main" {
  name = "shop-attached"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "main" {
  role       = aws_iam_role.main.name
  policy_arn = "arn:aws:iam::aws:policy/${var.policy}"
}
