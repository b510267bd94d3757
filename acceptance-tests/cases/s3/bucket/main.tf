variable "force_destroy" {
  default = false
}

variable "versioning" {
  default = "Enabled"
}

variable "ownership" {
  default = "BucketOwnerPreferred"
}

variable "block_acls" {
  default = true
}

variable "algorithm" {
  default = "AES256"
}

variable "actions" {
  type    = list(string)
  default = ["s3:GetObject"]
}

variable "tags" {
  type    = map(string)
  default = { Purpose = "shop", Stage = "test" }
}

variable "name" {
  type    = string
  default = null
}

resource "aws_s3_bucket" "main" {
  bucket        = "caws-accept-main"
  force_destroy = var.force_destroy
  tags          = var.tags
}

resource "aws_s3_bucket" "prefixed" {
  bucket        = var.name
  bucket_prefix = var.name == null ? "caws-" : null
}

resource "aws_s3_bucket_versioning" "main" {
  bucket = aws_s3_bucket.main.id

  versioning_configuration {
    status = var.versioning
  }
}

resource "aws_s3_bucket_ownership_controls" "main" {
  bucket = aws_s3_bucket.main.id

  rule {
    object_ownership = var.ownership
  }
}

resource "aws_s3_bucket_public_access_block" "main" {
  bucket                  = aws_s3_bucket.main.id
  block_public_acls       = var.block_acls
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "main" {
  bucket = aws_s3_bucket.main.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = var.algorithm
    }
  }
}

resource "aws_s3_bucket_policy" "main" {
  bucket = aws_s3_bucket.main.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = var.actions
      Principal = { AWS = ["*"] }
      Resource  = "${aws_s3_bucket.main.arn}/*"
    }]
  })
}

output "domains" {
  value = [aws_s3_bucket.main.bucket_domain_name, aws_s3_bucket.main.bucket_regional_domain_name, aws_s3_bucket.main.hosted_zone_id]
}
