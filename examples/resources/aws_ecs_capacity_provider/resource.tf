resource "aws_ecs_capacity_provider" "shop" {
  name = "shop"

  auto_scaling_group_provider {
    auto_scaling_group_arn         = "arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:c12d:autoScalingGroupName/shop"
    managed_termination_protection = "ENABLED"

    managed_scaling {
      status          = "ENABLED"
      target_capacity = 90
    }
  }
}
