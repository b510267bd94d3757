resource "aws_cloudwatch_event_target" "clean" {
  rule      = "nightly"
  target_id = "clean"
  arn       = "arn:aws:ecs:eu-central-1:123456789012:cluster/shop"
  role_arn  = "arn:aws:iam::123456789012:role/events"

  ecs_target {
    launch_type         = "FARGATE"
    task_definition_arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/clean:1"

    network_configuration {
      subnets = ["subnet-0123456789abcdef0"]
    }
  }
}
