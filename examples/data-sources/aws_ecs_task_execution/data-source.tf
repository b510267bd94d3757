data "aws_ecs_task_execution" "migrate" {
  cluster         = "shop"
  task_definition = "migrate"
  launch_type     = "FARGATE"

  network_configuration {
    subnets = ["subnet-0123456789abcdef0"]
  }
}
