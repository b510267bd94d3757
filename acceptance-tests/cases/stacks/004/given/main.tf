# What the text takes as given: a hosted zone, and a Cognito user pool to sign in with.

resource "aws_route53_zone" "main" {
  name = "example.com"
}

resource "aws_cognito_user_pool" "main" {
  name = "dekart"
}

resource "aws_cognito_user_pool_client" "main" {
  name                                 = "dekart"
  user_pool_id                         = aws_cognito_user_pool.main.id
  generate_secret                      = true
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["email", "openid"]
  supported_identity_providers         = ["COGNITO"]
  callback_urls                        = ["https://dekart.example.com/oauth2/idpresponse"]
}

resource "aws_cognito_user_pool_domain" "main" {
  domain       = "dekart"
  user_pool_id = aws_cognito_user_pool.main.id
}

output "zone_name" {
  value = aws_route53_zone.main.name
}

output "user_pool_arn" {
  value = aws_cognito_user_pool.main.arn
}

output "user_pool_client_id" {
  value = aws_cognito_user_pool_client.main.id
}

output "user_pool_domain" {
  value = aws_cognito_user_pool_domain.main.domain
}
