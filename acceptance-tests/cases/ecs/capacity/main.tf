variable "target" {
  default = 80
}

variable "weight" {
  default = 1
}

variable "value" {
  default = "shop"
}

variable "insights" {
  default = "enabled"
}

variable "name" {
  default = "shop-ec2"
}

data "aws_region" "here" {}

data "aws_caller_identity" "me" {}

resource "aws_ecs_cluster" "main" {
  name = "shop"

  lifecycle {
    ignore_changes = [tags, tags_all]
  }
}

resource "aws_ecs_capacity_provider" "main" {
  name = var.name

  auto_scaling_group_provider {
    auto_scaling_group_arn = "arn:aws:autoscaling:${data.aws_region.here.name}:${data.aws_caller_identity.me.account_id}:autoScalingGroup:c12d:autoScalingGroupName/shop"

    managed_scaling {
      status                    = "ENABLED"
      target_capacity           = var.target
      minimum_scaling_step_size = 1
      maximum_scaling_step_size = 10
    }
  }

  tags = {
    Purpose = var.value
  }
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = ["FARGATE", aws_ecs_capacity_provider.main.name]

  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
    weight            = var.weight
  }
}

resource "aws_ecs_tag" "main" {
  resource_arn = aws_ecs_cluster.main.arn
  key          = "Owner"
  value        = var.value
}

resource "aws_ecs_account_setting_default" "insights" {
  name  = "containerInsights"
  value = var.insights
}
