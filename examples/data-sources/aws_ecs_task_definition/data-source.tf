data "aws_ecs_task_definition" "web" {
  task_definition = "web"
}
