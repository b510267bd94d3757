# By the ARN of the role.
terraform import aws_iam_service_linked_role.ecs arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS
