variable "versioning" {
  default = "Enabled"
}

resource "aws_s3_bucket" "main" {
  bucket = "caws-accept-refused"
}

resource "aws_s3_bucket_versioning" "main" {
  bucket = aws_s3_bucket.main.id
  versioning_configuration {
    status = var.versioning
  }
}
