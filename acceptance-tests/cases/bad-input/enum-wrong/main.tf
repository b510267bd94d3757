resource "aws_ecs_service" "main" {
  name            = "web"
  cluster         = "main"
  task_definition = "web:1"
  launch_type     = "FARGATE_SPOT"
}
