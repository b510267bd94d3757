# By the ARN.
terraform import aws_acm_certificate.shop arn:aws:acm:eu-central-1:123456789012:certificate/7e7a28d2-163f-4b8f-b9cd-822f96c08d6a
