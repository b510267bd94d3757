variable "file" {
  default = "one.txt"
}

variable "text" {
  default = "hello"
}

variable "metadata" {
  type    = map(string)
  default = { kind = "page" }
}

variable "tags" {
  type    = map(string)
  default = { Stage = "test", "a key" = "a=b + c" }
}

variable "key" {
  default = "/docs//a b/page.html"
}

variable "acl" {
  default = null
}

variable "storage_class" {
  default = null
}

variable "extra" {
  default = ""
}

variable "override" {
  default = false
}

provider "aws" {
  default_tags {
    tags = { Owner = "shop" }
  }
}

resource "aws_s3_bucket" "main" {
  bucket = "caws-accept-objects"
}

resource "aws_s3_bucket_versioning" "main" {
  bucket = aws_s3_bucket.main.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_ownership_controls" "main" {
  bucket = aws_s3_bucket.main.id

  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

# The versions of an object go with it.
resource "aws_s3_object" "file" {
  bucket        = aws_s3_bucket_versioning.main.bucket
  key           = var.key
  source        = "${path.module}/${var.file}"
  etag          = filemd5("${path.module}/${var.file}")
  content_type  = "text/html"
  cache_control = "max-age=60"
  acl           = var.acl
  storage_class = var.storage_class
  metadata      = var.metadata
  tags          = var.tags

  dynamic "override_provider" {
    for_each = var.override ? [1] : []

    content {
      default_tags {
        tags = {}
      }
    }
  }
}

resource "aws_s3_object" "text" {
  bucket             = aws_s3_bucket_versioning.main.bucket
  key                = "text"
  content            = var.text
  checksum_algorithm = "SHA256"
}

resource "aws_s3_object" "bytes" {
  bucket         = aws_s3_bucket_versioning.main.bucket
  key            = "bytes"
  content_base64 = base64encode("bytes")
}

resource "aws_s3_object" "empty" {
  bucket = aws_s3_bucket_versioning.main.bucket
  key    = "folder/"
}

resource "aws_s3_object" "extra" {
  count  = var.extra == "" ? 0 : 1
  bucket = aws_s3_bucket.main.id
  key    = "extra"
  source = var.extra
}

output "arn" {
  value = aws_s3_object.file.arn
}
