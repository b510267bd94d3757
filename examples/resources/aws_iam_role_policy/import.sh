# By the names of the role and of the policy.
terraform import aws_iam_role_policy.logs task:logs
