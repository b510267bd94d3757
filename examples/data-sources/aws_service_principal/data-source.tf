data "aws_service_principal" "tasks" {
  service_name = "ecs-tasks"
}
