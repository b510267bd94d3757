# By the ARN of the provider.
terraform import aws_iam_openid_connect_provider.ci arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com
