variable "share" {
  default = 50
}

variable "name" {
  default = "green"
}

variable "stable" {
  type    = bool
  default = null
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "web", image = "nginx", memory = 64, essential = true }])
}

resource "aws_ecs_service" "web" {
  name    = "web"
  cluster = aws_ecs_cluster.main.id

  deployment_controller {
    type = "EXTERNAL"
  }
}

resource "aws_ecs_task_set" "green" {
  cluster           = aws_ecs_cluster.main.id
  service           = aws_ecs_service.web.id
  task_definition   = aws_ecs_task_definition.web.arn
  external_id       = var.name
  launch_type       = "FARGATE"
  force_delete      = true
  wait_until_stable = var.stable
  tags              = { Name = var.name }

  network_configuration {
    subnets = [aws_subnet.main.id]
  }

  scale {
    value = var.share
  }
}

# By names, as a user writes them.
resource "aws_ecs_task_set" "blue" {
  cluster         = aws_ecs_cluster.main.name
  service         = aws_ecs_service.web.name
  task_definition = "${aws_ecs_task_definition.web.family}:${aws_ecs_task_definition.web.revision}"
}
