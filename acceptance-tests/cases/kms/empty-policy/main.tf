variable "policy" {
  default = ""
}

resource "aws_kms_key" "main" {
  policy = var.policy
}

resource "aws_secretsmanager_secret" "main" {
  policy = var.policy
}

resource "aws_s3_bucket" "main" {
  policy = ""
}

resource "aws_cloudwatch_event_rule" "main" {
  schedule_expression = "rate(5 minutes)"
  event_pattern       = ""
}

resource "aws_cloudwatch_event_target" "main" {
  rule  = aws_cloudwatch_event_rule.main.name
  arn   = "arn:aws:lambda:us-east-1:123456789012:function:report"
  input = ""
}
