# By the ARN of the secret.
terraform import aws_secretsmanager_secret_policy.database arn:aws:secretsmanager:us-east-2:123456789012:secret:shop/database-a1b2c3
