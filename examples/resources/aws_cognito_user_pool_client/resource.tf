resource "aws_cognito_user_pool" "shop" {
  name = "shop"
}

# A client for a load balancer that lets only users of the pool in.
resource "aws_cognito_user_pool_client" "load_balancer" {
  name                                 = "load-balancer"
  user_pool_id                         = aws_cognito_user_pool.shop.id
  generate_secret                      = true
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["openid"]
  callback_urls                        = ["https://shop.example.com/oauth2/idpresponse"]
  supported_identity_providers         = ["COGNITO"]
}
