data "aws_ecs_container_definition" "web" {
  task_definition = "web"
  container_name  = "nginx"
}
