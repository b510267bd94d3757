# By the name of the bucket.
terraform import aws_s3_bucket_policy.logs shop-logs
