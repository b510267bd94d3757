provider "aws" {
  profile = "nobody"
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}
