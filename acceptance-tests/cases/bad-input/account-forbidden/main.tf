data "aws_caller_identity" "me" {}

provider "aws" {
  allowed_account_ids   = ["999999999999"]
  forbidden_account_ids = ["999999999998"]
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}
