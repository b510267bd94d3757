# By the ARN of the listener.
terraform import aws_lb_listener.web arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2
