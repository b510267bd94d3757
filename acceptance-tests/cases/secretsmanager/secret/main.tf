variable "description" {
  default = "shop"
}

variable "password" {
  default   = "first"
  sensitive = true
}

variable "stages" {
  type    = list(string)
  default = ["AWSCURRENT", "blue"]
}

variable "generation" {
  default = 1
}

variable "effect" {
  default = "Deny"
}

variable "name" {
  default = "shop/password"
}

resource "aws_secretsmanager_secret" "main" {
  name                    = var.name
  description             = var.description
  recovery_window_in_days = 0
  tags                    = { Purpose = var.description }
}

resource "aws_secretsmanager_secret_version" "main" {
  secret_id      = aws_secretsmanager_secret.main.id
  secret_string  = var.password
  version_stages = var.stages
}

data "aws_secretsmanager_secret" "main" {
  name = aws_secretsmanager_secret.main.name
}

data "aws_secretsmanager_secret_version" "main" {
  secret_id     = data.aws_secretsmanager_secret.main.id
  version_stage = var.stages[1]
  depends_on    = [aws_secretsmanager_secret_version.main]
}

resource "aws_secretsmanager_secret_policy" "main" {
  secret_arn          = aws_secretsmanager_secret.main.arn
  block_public_policy = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "read"
      Effect    = var.effect
      Principal = { AWS = "*" }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_secretsmanager_secret" "unseen" {
  name_prefix             = "unseen-"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "unseen" {
  secret_id                = aws_secretsmanager_secret.unseen.name
  secret_string_wo         = "never in a state"
  secret_string_wo_version = var.generation
}

resource "aws_secretsmanager_secret" "bytes" {
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "bytes" {
  secret_id     = aws_secretsmanager_secret.bytes.id
  secret_binary = base64encode("key=value")
}

data "aws_secretsmanager_secret_version" "bytes" {
  secret_id  = aws_secretsmanager_secret_version.bytes.secret_id
  version_id = aws_secretsmanager_secret_version.bytes.version_id
}

output "same" {
  value = (
    nonsensitive(data.aws_secretsmanager_secret_version.main.secret_string) == nonsensitive(var.password)
    && data.aws_secretsmanager_secret_version.main.version_id == aws_secretsmanager_secret_version.main.version_id
    && data.aws_secretsmanager_secret.main.arn == aws_secretsmanager_secret.main.arn
    && nonsensitive(data.aws_secretsmanager_secret_version.bytes.secret_binary) == "key=value"
    && endswith(data.aws_secretsmanager_secret_version.main.id, ":secret:${split(":", data.aws_secretsmanager_secret.main.arn)[6]}|${var.stages[1]}")
  )
}
