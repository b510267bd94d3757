variable "service" {
  default = "ec2.amazonaws.com"
}

variable "action" {
  default = "s3:ListBucket"
}

locals {
  policy = <<-JSON

    {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Action": "${var.action}", "Resource": "*"}]
    }
  JSON
}

resource "aws_iam_role" "main" {
  name = "web"

  assume_role_policy = <<-JSON

    {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "${var.service}"}}]
    }
  JSON

  inline_policy {
    name   = "read"
    policy = local.policy
  }
}

resource "aws_iam_policy" "main" {
  name   = "read"
  policy = local.policy
}

resource "aws_kms_key" "main" {
  policy = <<-JSON

    {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"Service": "${var.service}"}}]
    }
  JSON
}

data "aws_iam_role" "main" {
  name = aws_iam_role.main.name
}

data "aws_iam_policy" "main" {
  arn = aws_iam_policy.main.arn
}

output "sent" {
  value = [
    startswith(data.aws_iam_role.main.assume_role_policy, "{"),
    strcontains(data.aws_iam_role.main.assume_role_policy, var.service),
    startswith(data.aws_iam_policy.main.policy, "{"),
  ]
}
