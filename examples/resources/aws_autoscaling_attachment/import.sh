# By the name of the group and the ARN of the target group (or the name of the Classic Load Balancer), with a comma between them.
terraform import aws_autoscaling_attachment.web workers,arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/943f017f100becff
