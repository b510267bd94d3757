variable "description" {
  default = "shop"
}

variable "rotation" {
  default = true
}

variable "enabled" {
  default = true
}

variable "alias" {
  default = "alias/shop"
}

variable "of_other" {
  default = false
}

variable "usage" {
  default = "ENCRYPT_DECRYPT"
}

variable "spec" {
  default = "SYMMETRIC_DEFAULT"
}

resource "aws_kms_key" "main" {
  description             = var.description
  enable_key_rotation     = var.rotation
  is_enabled              = var.enabled
  deletion_window_in_days = 7
  tags                    = { Purpose = "shop" }
}

resource "aws_kms_key" "other" {
  key_usage                = var.usage
  customer_master_key_spec = var.spec
}

resource "aws_kms_alias" "main" {
  name          = var.alias
  target_key_id = var.of_other ? aws_kms_key.other.key_id : aws_kms_key.main.key_id
}

data "aws_kms_alias" "main" {
  name = aws_kms_alias.main.name
}

data "aws_kms_key" "main" {
  key_id = aws_kms_alias.main.name
}

output "same" {
  value = data.aws_kms_alias.main.target_key_arn == data.aws_kms_key.main.arn && aws_kms_alias.main.target_key_arn == (var.of_other ? aws_kms_key.other.arn : aws_kms_key.main.arn)
}
