variable "image" {
  default = "nginx:1"
}

variable "purpose" {
  default = "shop"
}

resource "aws_ecs_task_definition" "main" {
  family                   = "shop-web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "0.5 GB"

  # As people write it: keys in another case, another order, values that are the defaults, members that the API lacks.
  container_definitions = jsonencode([
    {
      Name        = "web"
      image       = var.image
      networkMode = "awsvpc"
      environment = [{ name = "B", value = "2" }, { name = "A", value = "1" }]
      essential   = true
      mountPoints = []
      volumesFrom = []

      portMappings = [{ containerPort = 80, hostPort = 80 }]
    },
    {
      name      = "side"
      image     = "busybox"
      essential = false
      cpu       = 0
    }
  ])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "ARM64"
  }

  volume {
    name = "scratch"
  }

  tags = {
    Purpose = var.purpose
  }
}
