terraform import aws_cloudwatch_log_metric_filter.errors /shop/web:errors
