variable "refresh" {
  default = 7
}

resource "aws_cognito_user_pool_client" "main" {
  name                   = "shop"
  user_pool_id           = aws_cognito_user_pool.main.id
  generate_secret        = true
  explicit_auth_flows    = ["ALLOW_REFRESH_TOKEN_AUTH"]
  refresh_token_validity = var.refresh
}

resource "aws_cognito_user_pool_client" "plain" {
  name         = "plain"
  user_pool_id = aws_cognito_user_pool.plain.id
}

resource "aws_cognito_user_pool_domain" "main" {
  domain       = "caws-shop"
  user_pool_id = aws_cognito_user_pool.main.id
}
