resource "aws_cognito_user_pool" "shop" {
  name = "shop"
}

# https://caws-shop.auth.eu-central-1.amazoncognito.com
resource "aws_cognito_user_pool_domain" "shop" {
  domain       = "caws-shop"
  user_pool_id = aws_cognito_user_pool.shop.id
}
