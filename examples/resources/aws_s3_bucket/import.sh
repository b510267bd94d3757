# By the name of the bucket.
terraform import aws_s3_bucket.logs shop-logs
