data "aws_ecr_authorization_token" "main" {}

provider "docker" {
  registry_auth {
    address  = data.aws_ecr_authorization_token.main.proxy_endpoint
    username = data.aws_ecr_authorization_token.main.user_name
    password = data.aws_ecr_authorization_token.main.password
  }
}
