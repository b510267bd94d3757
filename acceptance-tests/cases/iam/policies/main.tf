variable "scheme" {
  default = "https"
}

variable "action" {
  default = "s3:GetObject"
}

variable "role" {
  default = "one"
}

variable "prefix" {
  default = "shop"
}

variable "thumbprint" {
  default = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280"
}

locals {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = var.action, Resource = "*" }]
  })
}

resource "aws_iam_role" "main" {
  for_each = toset(["one", "two"])
  name     = "shop-${each.key}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_policy" "main" {
  name        = "${var.prefix}-read"
  description = "What the shop may read"
  policy      = local.policy
  tags        = { Purpose = "shop" }
}

resource "aws_iam_role_policy" "main" {
  name   = "${var.prefix}-inline"
  role   = aws_iam_role.main["one"].name
  policy = local.policy
}

resource "aws_iam_instance_profile" "main" {
  name = "${var.prefix}-profile"
  role = aws_iam_role.main[var.role].name
}

resource "aws_iam_policy_attachment" "main" {
  name       = "everywhere"
  policy_arn = aws_iam_policy.main.arn
  roles      = var.role == "one" ? [aws_iam_role.main["one"].name] : [for r in aws_iam_role.main : r.name]
}

resource "aws_iam_openid_connect_provider" "main" {
  url             = "${var.scheme}://${var.prefix}.example.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = [var.thumbprint]
}

data "aws_iam_policy" "by_name" {
  name       = aws_iam_policy.main.name
  depends_on = [aws_iam_policy.main]
}

data "aws_iam_policy" "by_arn" {
  arn = aws_iam_policy.main.arn
}

data "aws_iam_role" "main" {
  name = aws_iam_role.main["one"].name
}

data "aws_iam_session_context" "session" {
  arn = "arn:aws:sts::123456789012:assumed-role/${aws_iam_role.main["one"].name}/me"
}

data "aws_iam_session_context" "user" {
  arn = "arn:aws:iam::123456789012:user/me"
}

output "same" {
  value = data.aws_iam_policy.by_name.arn == data.aws_iam_policy.by_arn.arn && data.aws_iam_policy.by_arn.path == "/"
}

output "role" {
  value = [data.aws_iam_role.main.path, data.aws_iam_role.main.max_session_duration]
}

output "session" {
  value = [
    data.aws_iam_session_context.session.issuer_arn == aws_iam_role.main["one"].arn,
    data.aws_iam_session_context.session.issuer_name, data.aws_iam_session_context.session.session_name,
    data.aws_iam_session_context.user.issuer_arn, data.aws_iam_session_context.user.issuer_name,
  ]
}
