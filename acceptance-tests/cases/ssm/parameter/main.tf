variable "value" {
  default = "one"
}

variable "description" {
  default = "shop"
}

variable "tier" {
  default = "Intelligent-Tiering"
}

variable "generation" {
  default = 1
}

variable "secret" {
  default = "first"
}

resource "aws_ssm_parameter" "plain" {
  name            = "/shop/plain"
  type            = "String"
  insecure_value  = var.value
  description     = var.description
  allowed_pattern = "^[a-z]+$"
  tier            = var.tier
  tags            = { Purpose = var.description }
}

resource "aws_ssm_parameter" "list" {
  name  = "/shop/list"
  type  = "StringList"
  value = "a,b,${var.value}"
}

resource "aws_ssm_parameter" "secret" {
  name      = "/shop/secret"
  type      = "SecureString"
  value     = var.secret
  overwrite = true
  tags      = { Purpose = "secret" }
}

resource "aws_ssm_parameter" "unseen" {
  name             = "/shop/unseen"
  type             = "SecureString"
  value_wo         = "generation ${var.generation} of ${var.description}"
  value_wo_version = var.generation
  description      = var.description
}

data "aws_ssm_parameter" "plain" {
  name = aws_ssm_parameter.plain.name
}

data "aws_ssm_parameter" "unseen" {
  name       = aws_ssm_parameter.unseen.name
  depends_on = [aws_ssm_parameter.unseen]
}

data "aws_ssm_parameter" "cipher" {
  name            = aws_ssm_parameter.secret.name
  with_decryption = false
}

output "plain" {
  value = data.aws_ssm_parameter.plain.insecure_value
}

output "unseen" {
  value = nonsensitive(data.aws_ssm_parameter.unseen.value)
}

output "encrypted" {
  value = nonsensitive(data.aws_ssm_parameter.cipher.value != aws_ssm_parameter.secret.value)
}
