output "service" {
  value = aws_ecs_service.api.id
}

output "task_definition" {
  value = aws_ecs_task_definition.api.arn
}
