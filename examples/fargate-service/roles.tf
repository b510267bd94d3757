# One role lets ECS fetch the image and write logs, the other is what the containers themselves may do.

locals {
  trust_tasks = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role" "start" {
  name               = "${var.name}-start"
  assume_role_policy = local.trust_tasks
}

resource "aws_iam_role_policy_attachment" "start" {
  role       = aws_iam_role.start.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role" "run" {
  name               = "${var.name}-run"
  assume_role_policy = local.trust_tasks
}
