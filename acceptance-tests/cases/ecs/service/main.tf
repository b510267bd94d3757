variable "tasks" {
  default = 1
}

variable "percent" {
  default = 200
}

variable "name" {
  default = "web"
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_ecs_cluster" "main" {
  name = "serving"
}

resource "aws_ecs_task_definition" "main" {
  family                   = "serving"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "web", image = "nginx", essential = true }])
}

resource "aws_ecs_service" "main" {
  name                 = var.name
  cluster              = aws_ecs_cluster.main.id
  task_definition      = aws_ecs_task_definition.main.arn
  desired_count        = var.tasks
  launch_type          = "FARGATE"
  platform_version     = "1.4.0"
  propagate_tags       = "SERVICE"
  force_new_deployment = true

  deployment_minimum_healthy_percent = 50
  deployment_maximum_percent         = var.percent

  network_configuration {
    subnets          = [aws_subnet.main.id]
    assign_public_ip = true
  }

  tags = {
    Purpose = "shop"
  }
}
