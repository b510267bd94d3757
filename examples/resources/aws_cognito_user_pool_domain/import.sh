# By the domain.
terraform import aws_cognito_user_pool_domain.shop caws-shop
