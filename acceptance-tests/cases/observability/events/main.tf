variable "schedule" {
  default = "rate(5 minutes)"
}

variable "tasks" {
  default = 1
}

variable "state" {
  default = "ENABLED"
}

variable "name" {
  default = "shop-nightly"
}

variable "purpose" {
  default = "shop"
}

resource "aws_cloudwatch_event_rule" "main" {
  name                = var.name
  description         = "Cleans up"
  schedule_expression = var.schedule
  state               = var.state == "" ? null : var.state

  tags = {
    Purpose = var.purpose
  }
}

resource "aws_cloudwatch_event_rule" "stopped" {
  name_prefix = "shop-stopped-"
  state       = "DISABLED"

  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Task State Change"]
  })
}

resource "aws_cloudwatch_event_target" "task" {
  rule      = aws_cloudwatch_event_rule.main.name
  target_id = "task"
  arn       = "arn:aws:ecs:us-east-1:123456789012:cluster/shop"
  role_arn  = "arn:aws:iam::123456789012:role/events"
  input     = jsonencode({ containerOverrides = [{ name = "web", command = ["clean"] }] })

  ecs_target {
    launch_type         = "FARGATE"
    task_count          = var.tasks
    task_definition_arn = "arn:aws:ecs:us-east-1:123456789012:task-definition/clean:1"

    network_configuration {
      subnets          = ["subnet-1", "subnet-2"]
      assign_public_ip = true
    }
  }
}

resource "aws_cloudwatch_event_target" "queue" {
  rule = aws_cloudwatch_event_rule.stopped.name
  arn  = "arn:aws:sqs:us-east-1:123456789012:stopped"

  input_transformer {
    input_paths    = { task = "$.detail.taskArn" }
    input_template = "\"<task> stopped\""
  }

  retry_policy {
    maximum_event_age_in_seconds = 60
    maximum_retry_attempts       = 2
  }

  dead_letter_config {
    arn = "arn:aws:sqs:us-east-1:123456789012:dead"
  }
}
