variable "n" {
  type    = number
  default = 1
}

variable "password" {
  type      = string
  ephemeral = true
  default   = "never-in-a-state-åäö"
}

variable "wo_version" {
  type    = number
  default = 1
}

variable "long" { default = 1000 }

variable "nothing" {
  type    = string
  default = null
}

locals {
  long = join("", [for i in range(var.long) : "ååå"])
}

provider "aws" {
  s3_use_path_style = true
}

# What comes from it is unknown whenever it changes.
resource "terraform_data" "later" {
  input = { n = var.n, names = [for i in range(var.n) : "x${i}"], t = "värde", json = jsonencode({ b = var.n, a = ["ö"] }), flag = var.n > 1, empty = "", nil = null }
}

resource "aws_s3_bucket" "main" {
  for_each            = toset(["one", "two"])
  bucket              = each.key == "one" ? "unknowns-one-${var.n < 5 ? "x" : "y"}" : null
  bucket_prefix       = each.key == "two" ? "unknowns-two-" : null
  force_destroy       = true
  object_lock_enabled = null
  tags                = each.key == "one" ? {} : { "nyckel/å" = "värde +-=._:/@" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "main" {
  bucket = aws_s3_bucket.main["one"].bucket
  rule {
    bucket_key_enabled = terraform_data.later.output.flag
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.k["a"].arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "main" {
  bucket = aws_s3_bucket.main["one"].id
  dynamic "rule" {
    for_each = terraform_data.later.output.names
    content {
      id     = rule.value
      status = "Enabled"
      filter {
        prefix = rule.key == 0 ? "" : "p${rule.key}/å"
      }
      expiration {
        days = 30 + rule.key
      }
      noncurrent_version_expiration {
        noncurrent_days = 5
      }
    }
  }
  rule {
    id     = "fixed"
    status = "Disabled"
    filter {
      and {
        prefix = "a/"
        tags   = { K = "v", Ö = "ö" }
      }
    }
    transition {
      days          = 0
      storage_class = "GLACIER"
    }
  }
}

resource "aws_s3_bucket_policy" "main" {
  bucket = aws_s3_bucket.main["one"].id
  policy = data.aws_iam_policy_document.bucket.json
}

data "aws_iam_policy_document" "bucket" {
  statement {
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    actions   = ["s3:GetObject"]
    resources = [for b in aws_s3_bucket.main : "${b.arn}/*"]
    condition {
      test     = "NumericLessThan"
      variable = "s3:max-keys"
      values   = [10, 5]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = [false]
    }
  }
}

resource "aws_s3_object" "o" {
  for_each      = { "a/b c+å.txt" = local.long, "empty" = "", "json" = terraform_data.later.output.json }
  bucket        = aws_s3_bucket.main["one"].id
  key           = each.key
  content       = each.value
  content_type  = each.key == "json" ? "application/json" : null
  metadata      = each.key == "json" ? { n = tostring(var.n) } : {}
  cache_control = ""
  etag          = each.key == "empty" ? md5("") : null
}

resource "aws_s3_object" "base64" {
  bucket         = aws_s3_bucket.main["two"].bucket
  key            = "//x/./y"
  content_base64 = base64encode("\u0001bytes ${var.n}")
  source_hash    = sha256(var.n)
  storage_class  = null
}

resource "aws_s3_bucket_public_access_block" "main" {
  bucket              = aws_s3_bucket.main["two"].id
  block_public_acls   = terraform_data.later.output.flag
  ignore_public_acls  = null
  block_public_policy = true
}

resource "aws_s3_bucket_ownership_controls" "main" {
  bucket = aws_s3_bucket.main["two"].id
  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_kms_key" "k" {
  for_each                = toset(["a", "b"])
  description             = each.key == "a" ? "" : local.long == "" ? null : "nyckel ${terraform_data.later.output.t}"
  deletion_window_in_days = 7
  enable_key_rotation     = each.key == "a"
  multi_region            = each.key == "b" ? true : null
  policy = each.key == "a" ? null : jsonencode({
    Version   = "2012-10-17"
    Id        = "x"
    Statement = [{ Sid = "Root", Effect = "Allow", Principal = { AWS = "*" }, Action = "kms:*", Resource = "*" }]
  })
}

resource "aws_kms_alias" "k" {
  for_each      = aws_kms_key.k
  name          = each.key == "a" ? "alias/store-a" : null
  name_prefix   = each.key == "b" ? "alias/store-" : null
  target_key_id = each.value.id
}

resource "aws_ssm_parameter" "p" {
  count       = var.n
  name        = "/store/${terraform_data.later.output.t == "" ? "no" : count.index}"
  type        = "String"
  value       = terraform_data.later.output.names[count.index]
  description = count.index == 0 ? null : ""
  tier        = count.index == 0 ? "Standard" : null
  overwrite   = null
}

resource "aws_ssm_parameter" "long" {
  name            = "/store/long"
  type            = "SecureString"
  tier            = "Intelligent-Tiering"
  key_id          = aws_kms_key.k["a"].key_id
  value           = substr(local.long, 0, 2000)
  allowed_pattern = ".*"
}

resource "aws_ssm_parameter" "wo" {
  name             = "/store/wo"
  type             = "SecureString"
  value_wo         = var.password
  value_wo_version = var.wo_version
}

resource "aws_ssm_parameter" "insecure" {
  name           = "/store/insecure"
  type           = "String"
  insecure_value = "rad 1\nrad 2\n\ttab \" ' \\ ${var.n}"
  data_type      = "text"
}

resource "aws_secretsmanager_secret" "s" {
  for_each                       = { plain = 0, forced = 7 }
  name                           = "store/${each.key}-x"
  recovery_window_in_days        = each.value
  force_overwrite_replica_secret = each.key == "forced"
  description                    = each.key == "plain" ? "" : null
  kms_key_id                     = each.key == "plain" ? aws_kms_key.k["b"].arn : null
}

resource "aws_secretsmanager_secret_version" "text" {
  secret_id     = aws_secretsmanager_secret.s["forced"].id
  secret_string = terraform_data.later.output.json
}

resource "aws_secretsmanager_secret_version" "wo" {
  secret_id                = aws_secretsmanager_secret.s["plain"].id
  secret_string_wo         = jsonencode({ p = var.password })
  secret_string_wo_version = var.wo_version
}

resource "aws_secretsmanager_secret_policy" "p" {
  secret_arn = aws_secretsmanager_secret.s["plain"].arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" }, Action = "secretsmanager:GetSecretValue", Resource = "*" }]
  })
}

data "aws_caller_identity" "me" {}

data "aws_secretsmanager_secret_version" "text" {
  secret_id  = aws_secretsmanager_secret_version.text.secret_id
  depends_on = [aws_secretsmanager_secret_version.text]
}

data "aws_ssm_parameter" "long" {
  name            = aws_ssm_parameter.long.name
  with_decryption = var.n > 0
}

data "aws_s3_bucket" "two" {
  bucket = aws_s3_bucket.main["two"].bucket
}

resource "aws_cloudwatch_log_group" "g" {
  count             = var.n + 1
  name              = count.index == 0 ? null : "/store/${count.index}"
  name_prefix       = count.index == 0 ? "/store/pre" : null
  retention_in_days = [null, 3, 5, 7, 14, 30, 60][count.index]
  kms_key_id        = var.nothing
  skip_destroy      = false
}

resource "aws_cloudwatch_event_rule" "r" {
  count               = 2
  name                = "store-${count.index}"
  schedule_expression = count.index == 0 ? "rate(5 minutes)" : null
  event_pattern       = count.index == 1 ? jsonencode({ source = ["aws.ecs"], detail = { x = [{ prefix = "å" }, 1.5, null, { exists = false }] } }) : null
  state               = count.index == 0 ? "DISABLED" : null
  description         = count.index == 0 ? "" : terraform_data.later.output.t
}

resource "aws_cloudwatch_dashboard" "d" {
  dashboard_name = "store"
  dashboard_body = jsonencode({ widgets = [{ type = "text", x = 0, y = 0, width = 3, height = 3, properties = { markdown = terraform_data.later.output.t } }] })
}

resource "aws_route53_zone" "z" {
  name          = "store.example.com."
  comment       = ""
  force_destroy = true
}

resource "aws_route53_record" "r" {
  for_each = { a = ["1.2.3.4", "1.2.3.5"], txt = ["x y \"\" z", substr(replace(local.long, "å", "t"), 0, 300)], "*" = ["9.9.9.9"], "" = ["store"] }
  zone_id  = aws_route53_zone.z.zone_id
  name     = each.key
  type     = each.key == "txt" || each.key == "" ? "TXT" : "A"
  ttl      = 60
  records  = each.value
}

output "text" {
  value     = data.aws_secretsmanager_secret_version.text.secret_string
  sensitive = true
}

output "len" {
  value = nonsensitive(length(data.aws_ssm_parameter.long.value))
}

output "objects" {
  value = { for k, o in aws_s3_object.o : k => o.etag }
}
