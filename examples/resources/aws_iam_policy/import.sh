# By the ARN of the policy.
terraform import aws_iam_policy.read arn:aws:iam::123456789012:policy/read-uploads
