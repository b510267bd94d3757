variable "name" {
  default = "shop"
}

variable "refresh" {
  default = 7
}

variable "callbacks" {
  type    = list(string)
  default = ["https://shop.example.com/oauth2/idpresponse"]
}

variable "domain" {
  default = "caws-shop"
}

variable "secret" {
  default = true
}

resource "aws_cognito_user_pool" "main" {
  name = "shop"
}

resource "aws_cognito_user_pool_client" "main" {
  name                                 = var.name
  user_pool_id                         = aws_cognito_user_pool.main.id
  generate_secret                      = var.secret
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["email", "openid"]
  callback_urls                        = var.callbacks
  supported_identity_providers         = ["COGNITO"]
  explicit_auth_flows                  = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]
  prevent_user_existence_errors        = "ENABLED"
  access_token_validity                = 30
  id_token_validity                    = 30
  refresh_token_validity               = var.refresh

  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "days"
  }
}

resource "aws_cognito_user_pool_client" "plain" {
  name         = "plain"
  user_pool_id = aws_cognito_user_pool.main.id
}

resource "aws_cognito_user_pool_domain" "main" {
  domain       = var.domain
  user_pool_id = aws_cognito_user_pool.main.id
}
