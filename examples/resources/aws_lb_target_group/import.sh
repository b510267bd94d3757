# By the ARN of the target group.
terraform import aws_lb_target_group.web arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/943f017f100becff
