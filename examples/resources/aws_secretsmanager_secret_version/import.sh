# By the secret's ARN and the id of the version.
terraform import aws_secretsmanager_secret_version.database 'arn:aws:secretsmanager:us-east-2:123456789012:secret:shop/database-a1b2c3|a1b2c3d4-5678-90ab-cdef-111111111111'
