variable "days" {
  default = 30
}

variable "status" {
  default = "Enabled"
}

variable "prefix" {
  default = "logs/"
}

variable "date" {
  default = null
}

# What one of the emulators or the other lacks.
variable "sizes" {
  default = false
}

variable "old" {
  default = false
}

variable "name" {
  default = "caws-accept-life"
}

variable "bucket" {
  default = "one"
}

resource "aws_s3_bucket" "main" {
  for_each = toset(["one", "two"])
  bucket   = "${var.name}-${each.key}"
}

resource "aws_s3_bucket_lifecycle_configuration" "main" {
  bucket = aws_s3_bucket.main[var.bucket].id

  timeouts {
    create = "20s"
    update = "20s"
  }

  rule {
    id     = "all"
    status = var.status

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }

    noncurrent_version_expiration {
      noncurrent_days           = 90
      newer_noncurrent_versions = var.sizes ? 3 : null
    }

    noncurrent_version_transition {
      noncurrent_days = 30
      storage_class   = "STANDARD_IA"
    }

    noncurrent_version_transition {
      noncurrent_days           = 60
      newer_noncurrent_versions = 2
      storage_class             = "GLACIER"
    }
  }

  rule {
    id     = "prefix"
    status = "Enabled"

    filter {
      prefix = var.prefix
    }

    transition {
      days          = var.days
      storage_class = "STANDARD_IA"
    }

    transition {
      days          = 90
      storage_class = "GLACIER"
    }

    expiration {
      days = var.date == null ? 365 : null
      date = var.date
    }
  }

  rule {
    id     = "tag"
    status = "Disabled"

    filter {
      tag {
        key   = "Kind"
        value = "draft"
      }
    }

    expiration {
      days = 1
    }
  }

  rule {
    id     = "size"
    status = "Enabled"

    filter {
      object_size_greater_than = var.sizes ? 500 : null
      prefix                   = var.sizes ? null : "size/"
    }

    expiration {
      days = 10
    }
  }

  rule {
    id     = "and"
    status = "Enabled"

    filter {
      and {
        prefix                   = "tmp/"
        object_size_greater_than = var.sizes ? 1 : null
        object_size_less_than    = var.sizes ? 100000 : null
        tags                     = { a = "1", b = "2" }
      }
    }

    expiration {
      days = 5
    }
  }

  rule {
    id     = "markers"
    status = "Enabled"

    filter {}

    expiration {
      expired_object_delete_marker = true
    }
  }
}

# With the argument that filter took the place of.
resource "aws_s3_bucket_lifecycle_configuration" "old" {
  count  = var.old ? 1 : 0
  bucket = aws_s3_bucket.main[var.bucket == "one" ? "two" : "one"].id

  rule {
    id     = "old"
    prefix = "old/"
    status = "Enabled"

    expiration {
      days = 30
    }
  }
}

data "aws_s3_bucket" "main" {
  bucket = aws_s3_bucket.main["one"].id
}

output "found" {
  value = [data.aws_s3_bucket.main.arn, data.aws_s3_bucket.main.region, data.aws_s3_bucket.main.hosted_zone_id, data.aws_s3_bucket.main.bucket_regional_domain_name]
}
