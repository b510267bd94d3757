provider "aws" {
  region = "us-eats-1"
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}
