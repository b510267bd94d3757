resource "aws_ssm_parameter" "image" {
  name           = "/shop/image"
  type           = "String"
  insecure_value = "123456789012.dkr.ecr.us-east-2.amazonaws.com/shop:1.4.2"
  tier           = "Intelligent-Tiering"
}

variable "database_password" {
  type      = string
  sensitive = true
  ephemeral = true
}

# The value is in no plan and in no state; a higher version sends a new one.
resource "aws_ssm_parameter" "password" {
  name             = "/shop/database/password"
  type             = "SecureString"
  value_wo         = var.database_password
  value_wo_version = 1
}
