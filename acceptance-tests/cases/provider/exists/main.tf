variable "kind" {
  default = "logs"
}

resource "aws_cloudwatch_log_group" "main" {
  count  = var.kind == "logs" ? 1 : 0
  name   = "shop"
  region = "us-east-1"
}

resource "aws_secretsmanager_secret" "main" {
  count = var.kind == "secret" ? 1 : 0
  name  = "shop"
}
