# Bucket and key. A key with slashes stays as it is.
terraform import aws_s3_object.index example-site/index.html
terraform import aws_s3_object.index s3://example-site/index.html
