# By the id of the pool.
terraform import aws_cognito_user_pool.shop eu-central-1_Ab129faBb
