# By the ARN of the load balancer.
terraform import aws_lb.web arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188
