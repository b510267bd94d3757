resource "aws_secretsmanager_secret" "database" {
  name                    = "shop/database"
  description             = "Password of the shop's database"
  recovery_window_in_days = 7

  replica {
    region = "eu-west-1"
  }
}
