provider "aws" {
  allowed_account_ids = ["999999999999"]
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}
