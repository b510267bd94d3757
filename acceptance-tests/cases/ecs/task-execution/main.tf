resource "aws_ecs_cluster" "main" {
  name = "shop"
}

resource "aws_ecs_task_definition" "main" {
  family                   = "migrate"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([{
    name      = "migrate"
    image     = "migrate:1"
    essential = true
  }])
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

data "aws_ecs_task_execution" "main" {
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.main.arn
  launch_type     = "FARGATE"
  desired_count   = 1

  network_configuration {
    subnets = [aws_subnet.main.id]
  }

  overrides {
    container_overrides {
      name    = "migrate"
      command = ["up"]

      environment {
        key   = "STAGE"
        value = "test"
      }
    }
  }
}

output "started" {
  value = length(data.aws_ecs_task_execution.main.task_arns)
}
