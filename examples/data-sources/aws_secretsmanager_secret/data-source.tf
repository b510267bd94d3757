data "aws_secretsmanager_secret" "database" {
  name = "shop/database"
}
