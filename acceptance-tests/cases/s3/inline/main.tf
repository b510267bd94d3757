# The arguments that later versions of the provider have resource types for.

variable "acl" {
  default = "private"
}

variable "status" {
  default = "Enabled"
}

variable "prefix" {
  default = "a/"
}

variable "acls" {
  default = false
}

variable "name" {
  default = "caws-accept-inline"
}

variable "algorithm" {
  default = "AES256"
}

variable "origin" {
  default = "https://one.example.com"
}

variable "index" {
  default = "index.html"
}

variable "days" {
  default = 30
}

variable "actions" {
  type    = list(string)
  default = ["s3:GetObject"]
}

variable "permissions" {
  type    = list(string)
  default = ["READ"]
}

variable "storage_class" {
  default = "STANDARD"
}

resource "aws_s3_bucket" "logs" {
  bucket        = "${var.name}-logs"
  acl           = var.acls ? "log-delivery-write" : null
  force_destroy = true
}

resource "aws_s3_bucket" "main" {
  bucket              = var.name
  acl                 = var.acls ? var.acl : null
  acceleration_status = var.status

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = var.actions
      Principal = { AWS = ["*"] }
      Resource  = "arn:aws:s3:::${var.name}/*"
    }]
  })

  versioning {
    enabled = true
  }

  logging {
    target_bucket = aws_s3_bucket.logs.id
    target_prefix = var.prefix
  }

  cors_rule {
    allowed_headers = ["*"]
    allowed_methods = ["GET", "PUT"]
    allowed_origins = [var.origin]
    expose_headers  = ["ETag"]
    max_age_seconds = 3000
  }

  website {
    index_document = var.index
    error_document = "error.html"
    routing_rules  = jsonencode([{ Condition = { KeyPrefixEquals = "docs/" }, Redirect = { ReplaceKeyPrefixWith = "documents/" } }])
  }

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = var.algorithm
      }
    }
  }

  lifecycle_rule {
    id      = "tmp"
    enabled = true
    prefix  = "tmp/"
    tags    = { Kind = "draft" }

    transition {
      days          = var.days
      storage_class = "STANDARD_IA"
    }

    expiration {
      days = 90
    }

    noncurrent_version_expiration {
      days = 60
    }
  }

  lifecycle_rule {
    id                                     = "uploads"
    enabled                                = true
    abort_incomplete_multipart_upload_days = 7
  }
}

resource "aws_s3_bucket" "granted" {
  count  = var.acls ? 1 : 0
  bucket = "${var.name}-granted"

  grant {
    type        = "Group"
    uri         = "http://acs.amazonaws.com/groups/s3/LogDelivery"
    permissions = var.permissions
  }
}

resource "aws_s3_bucket" "locked" {
  bucket = "${var.name}-locked"

  object_lock_configuration {
    object_lock_enabled = "Enabled"

    rule {
      default_retention {
        mode = "GOVERNANCE"
        days = var.days
      }
    }
  }
}

resource "aws_iam_role" "copy" {
  name = "caws-accept-copy"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }]
  })
}

resource "aws_s3_bucket" "copied" {
  count  = var.acls ? 0 : 1
  bucket = "${var.name}-copied"

  versioning {
    enabled = true
  }

  replication_configuration {
    role = aws_iam_role.copy.arn

    rules {
      id       = "all"
      status   = "Enabled"
      priority = 1

      filter {
        prefix = "shop/"
        tags   = { Copy = "yes" }
      }

      destination {
        bucket        = aws_s3_bucket.main.arn
        storage_class = var.storage_class
      }
    }
  }
}
