# By the ARN of the target group, the target, and its port and zone where they are configured, with commas between them.
terraform import aws_lb_target_group_attachment.web arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/943f017f100becff,10.20.1.15,8080
