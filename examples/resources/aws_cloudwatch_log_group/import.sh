terraform import aws_cloudwatch_log_group.web /shop/web
