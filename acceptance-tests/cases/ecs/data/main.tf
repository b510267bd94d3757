resource "aws_ecs_cluster" "main" {
  name = "shop"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecs_task_definition" "main" {
  family                   = "data"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([{
    name        = "web"
    image       = "nginx:1.27"
    cpu         = 128
    memory      = 256
    essential   = true
    environment = [{ name = "STAGE", value = "test" }]
  }])

  volume {
    name      = "data"
    host_path = "/data"
  }
}

resource "aws_ecs_service" "main" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.arn
  task_definition = aws_ecs_task_definition.main.arn
  desired_count   = 2
  launch_type     = "EC2"

  network_configuration {
    subnets = [aws_subnet.main.id]
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

data "aws_ecs_cluster" "main" {
  cluster_name = aws_ecs_cluster.main.name
}

data "aws_ecs_service" "main" {
  service_name = aws_ecs_service.main.name
  cluster_arn  = aws_ecs_cluster.main.arn
}

data "aws_ecs_task_definition" "main" {
  task_definition = aws_ecs_task_definition.main.family
}

data "aws_ecs_container_definition" "main" {
  task_definition = aws_ecs_task_definition.main.arn
  container_name  = "web"
}

output "cluster" {
  value = [data.aws_ecs_cluster.main.status, data.aws_ecs_cluster.main.arn, data.aws_ecs_cluster.main.setting]
}

output "service" {
  value = [data.aws_ecs_service.main.desired_count, data.aws_ecs_service.main.scheduling_strategy]
}

output "task" {
  value = [data.aws_ecs_task_definition.main.cpu, data.aws_ecs_task_definition.main.revision, data.aws_ecs_task_definition.main.network_mode, [for v in data.aws_ecs_task_definition.main.volume : v.name], jsondecode(data.aws_ecs_task_definition.main.container_definitions)[0].image]
}

output "container" {
  value = [data.aws_ecs_container_definition.main.image, data.aws_ecs_container_definition.main.image_digest, data.aws_ecs_container_definition.main.cpu, data.aws_ecs_container_definition.main.environment]
}
