resource "aws_s3_bucket" "site" {
  bucket = "example-site"
}

# A file: what changes in it is seen by its hash.
resource "aws_s3_object" "index" {
  bucket       = aws_s3_bucket.site.id
  key          = "index.html"
  source       = "${path.module}/site/index.html"
  source_hash  = filemd5("${path.module}/site/index.html")
  content_type = "text/html"
}

# A text.
resource "aws_s3_object" "config" {
  bucket       = aws_s3_bucket.site.id
  key          = "config.json"
  content      = jsonencode({ region = "eu-west-1" })
  content_type = "application/json"

  tags = {
    Stage = "test"
  }
}
