# By the name of the bucket; where expected_bucket_owner is set, with it: shop-logs,123456789012.
terraform import aws_s3_bucket_server_side_encryption_configuration.logs shop-logs
