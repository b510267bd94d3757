resource "aws_ecs_service" "main" {
  name          = "web"
  desired_count = "some"
}
