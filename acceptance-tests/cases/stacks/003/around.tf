# What the text leaves out: its variables, the network, the cluster with its capacity provider, and the instances' user data.

variable "cluster_name" {
  default = "MyCluster"
}

variable "region" {
  default = "eu-west-1"
}

variable "network" {
  default = "fastapi"
}

variable "spread" {
  default = 100
}

variable "insights" {
  default = "disabled"
}

module "vpc" {
  source = "./vpc"
  name   = var.network
}

data "template_file" "user_data" {
  template = "#!/bin/bash\necho ECS_CLUSTER=$${cluster} >> /etc/ecs/ecs.config\n"

  vars = {
    cluster = var.cluster_name
  }
}

resource "aws_ecs_cluster" "foo" {
  name = var.cluster_name

  setting {
    name  = "containerInsights"
    value = var.insights
  }
}

resource "aws_ecs_capacity_provider" "capacity" {
  name = "fastapi"

  auto_scaling_group_provider {
    auto_scaling_group_arn = aws_autoscaling_group.ecs.arn

    managed_scaling {
      status          = "ENABLED"
      target_capacity = var.spread
    }
  }
}

resource "aws_ecs_cluster_capacity_providers" "foo" {
  cluster_name       = aws_ecs_cluster.foo.name
  capacity_providers = [aws_ecs_capacity_provider.capacity.name]

  default_capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.capacity.name
    weight            = var.spread
  }
}
