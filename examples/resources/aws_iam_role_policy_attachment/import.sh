# By the name of the role and the ARN of the policy.
terraform import aws_iam_role_policy_attachment.execution execution/arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy
