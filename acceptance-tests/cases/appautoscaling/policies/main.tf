variable "target" {
  default = 60
}

variable "steps" {
  default = 1
}

variable "schedule" {
  default = "cron(0 8 * * ? *)"
}

variable "name" {
  default = "cpu"
}

locals {
  target = {
    namespace = "dynamodb"
    resource  = "table/orders"
    dimension = "dynamodb:table:ReadCapacityUnits"
  }
}

resource "aws_appautoscaling_policy" "tracking" {
  name               = var.name
  policy_type        = "TargetTrackingScaling"
  service_namespace  = local.target.namespace
  resource_id        = local.target.resource
  scalable_dimension = local.target.dimension

  target_tracking_scaling_policy_configuration {
    target_value       = var.target
    scale_in_cooldown  = 60
    scale_out_cooldown = 30

    predefined_metric_specification {
      predefined_metric_type = "DynamoDBReadCapacityUtilization"
    }
  }
}

resource "aws_appautoscaling_policy" "steps" {
  name               = "steps"
  service_namespace  = local.target.namespace
  resource_id        = local.target.resource
  scalable_dimension = local.target.dimension

  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    cooldown                = 60
    metric_aggregation_type = "Maximum"

    step_adjustment {
      metric_interval_lower_bound = 0
      metric_interval_upper_bound = "10"
      scaling_adjustment          = var.steps
    }

    step_adjustment {
      metric_interval_lower_bound = "10.0"
      scaling_adjustment          = 5
    }
  }
}

resource "aws_appautoscaling_scheduled_action" "morning" {
  name               = "morning"
  service_namespace  = local.target.namespace
  resource_id        = local.target.resource
  scalable_dimension = local.target.dimension
  schedule           = var.schedule
  start_time         = "2040-01-01T08:00:00Z"

  scalable_target_action {
    min_capacity = 4
    max_capacity = "8"
  }
}
