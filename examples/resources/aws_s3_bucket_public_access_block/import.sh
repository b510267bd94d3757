# By the name of the bucket.
terraform import aws_s3_bucket_public_access_block.logs shop-logs
