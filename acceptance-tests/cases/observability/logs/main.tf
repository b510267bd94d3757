variable "value" {
  default = "1"
}

variable "action" {
  default = "logs:PutLogEvents"
}

variable "name" {
  default = "web"
}

resource "aws_cloudwatch_log_group" "main" {
  name              = "/shop/web"
  retention_in_days = 7
}

resource "aws_cloudwatch_log_stream" "main" {
  name           = var.name
  log_group_name = aws_cloudwatch_log_group.main.name
}

resource "aws_cloudwatch_log_metric_filter" "main" {
  name           = var.name
  log_group_name = aws_cloudwatch_log_group.main.name
  pattern        = ""

  metric_transformation {
    name          = "Events"
    namespace     = "Shop"
    value         = var.value
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_resource_policy" "main" {
  policy_name = var.name

  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "es.amazonaws.com" }
      Action    = var.action
      Resource  = "${aws_cloudwatch_log_group.main.arn}:*"
    }]
  })
}

data "aws_cloudwatch_log_group" "main" {
  name = aws_cloudwatch_log_group.main.name
}

output "group" {
  value = [data.aws_cloudwatch_log_group.main.retention_in_days, data.aws_cloudwatch_log_group.main.arn]
}
