data "aws_iam_policy_document" "source" {
  statement {
    sid       = "Kept"
    actions   = ["s3:ListBucket"]
    resources = ["arn:aws:s3:::<shop>&co"]
  }
  statement {
    sid         = "Replaced"
    effect      = "Deny"
    not_actions = ["iam:*"]
    resources   = ["*"]
  }
}

data "aws_iam_policy_document" "main" {
  policy_id                 = "shop"
  source_policy_documents   = [data.aws_iam_policy_document.source.json]
  override_policy_documents = [jsonencode({ Statement = [{ Sid = "Replaced", Effect = "Allow", Principal = { AWS = ["a"] }, Action = "s3:*", Condition = { Bool = { "aws:SecureTransport" = ["true"] } } }] })]

  statement {
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["arn:aws:s3:::shop/&{aws:username}/*", "arn:aws:s3:::a"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"]
    }
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalTag/team"
      values   = ["web", "api"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }

  statement {
    not_resources = ["*"]
    not_principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

# Without the dollar signs, which a case fills in.
output "json" {
  value = replace(data.aws_iam_policy_document.main.json, "$", "&")
}

output "minified" {
  value = replace(data.aws_iam_policy_document.main.minified_json, "$", "&")
}

output "id" {
  value = data.aws_iam_policy_document.main.id
}
