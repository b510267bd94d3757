variable "database_password" {
  type      = string
  sensitive = true
  ephemeral = true
}

# The value is in no plan and in no state; a higher version sends a new one.
resource "aws_secretsmanager_secret_version" "database" {
  secret_id                = aws_secretsmanager_secret.database.id
  secret_string_wo         = var.database_password
  secret_string_wo_version = 1
}
