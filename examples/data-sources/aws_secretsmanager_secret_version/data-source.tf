data "aws_secretsmanager_secret_version" "database" {
  secret_id = data.aws_secretsmanager_secret.database.id
}

locals {
  password = jsondecode(data.aws_secretsmanager_secret_version.database.secret_string)["password"]
}
