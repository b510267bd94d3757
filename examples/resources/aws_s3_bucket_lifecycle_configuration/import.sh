# By the name of the bucket, with the owner that is expected where there is one.
terraform import aws_s3_bucket_lifecycle_configuration.logs shop-logs
terraform import aws_s3_bucket_lifecycle_configuration.logs shop-logs,123456789012
