# The smallest thing that works: one ECS cluster.

terraform {
  required_providers {
    aws = {
      source = "caws/aws"
    }
  }
}

variable "region" {
  description = "Where the cluster lives"
  type        = string
  default     = "eu-central-1"
}

variable "name" {
  description = "What the cluster is called"
  type        = string
  default     = "hello"
}

provider "aws" {
  region = var.region
}

resource "aws_ecs_cluster" "hello" {
  name = var.name
}

output "cluster_arn" {
  value = aws_ecs_cluster.hello.arn
}
