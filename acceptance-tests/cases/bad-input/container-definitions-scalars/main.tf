variable "memory" {
  default = 128
}

variable "port" {
  default = 80
}

variable "essential" {
  default = true
}

resource "aws_ecs_task_definition" "main" {
  family = "shop"

  container_definitions = jsonencode([{
    name         = "web"
    image        = "nginx"
    memory       = var.memory
    essential    = var.essential
    portMappings = [{ containerPort = var.port }]
  }])
}
