resource "aws_ecs_task_definition" "main" {
  family                = "shop"
  container_definitions = jsonencode({ name = "web", image = "nginx" })
}
