terraform import aws_cloudwatch_log_stream.web /shop/web:web
