variable "enabled" {
  default = false
}

resource "aws_cloudwatch_event_rule" "plain" {
  name                = "plain"
  schedule_expression = "rate(5 minutes)"
}

resource "aws_cloudwatch_event_rule" "older" {
  name                = "older"
  schedule_expression = "rate(5 minutes)"
  is_enabled          = var.enabled
}

resource "aws_cloudwatch_event_rule" "newer" {
  name                = "newer"
  schedule_expression = "rate(5 minutes)"
  state               = var.enabled ? "ENABLED" : "DISABLED"
}
