resource "aws_ecs_task_set" "green" {
  cluster         = aws_ecs_cluster.main.id
  service         = aws_ecs_service.web.id
  task_definition = aws_ecs_task_definition.web.arn
  launch_type     = "FARGATE"

  network_configuration {
    subnets         = [for s in aws_subnet.private : s.id]
    security_groups = [aws_security_group.web.id]
  }

  scale {
    value = 50
  }
}
