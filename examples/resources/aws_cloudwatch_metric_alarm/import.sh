terraform import aws_cloudwatch_metric_alarm.cpu web-cpu
