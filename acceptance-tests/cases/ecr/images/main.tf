variable "pushed" {
  default = false
}

variable "tag" {
  default = "one"
}

variable "any" {
  type    = bool
  default = false
}

variable "most_recent" {
  type    = bool
  default = null
}

resource "aws_ecr_repository" "main" {
  name         = "shop/web"
  force_delete = true
}

data "aws_ecr_repository" "main" {
  name = aws_ecr_repository.main.name
}

data "aws_ecr_image" "main" {
  count = var.pushed ? 1 : 0

  repository_name = aws_ecr_repository.main.name
  image_tag       = var.tag
}

data "aws_ecr_image" "by_digest" {
  count = var.pushed ? 1 : 0

  repository_name = aws_ecr_repository.main.name
  image_digest    = data.aws_ecr_image.main[0].image_digest
}

data "aws_ecr_image" "any" {
  count = var.any ? 1 : 0

  repository_name = aws_ecr_repository.main.name
  most_recent     = var.most_recent
}

data "aws_ecr_authorization_token" "main" {}

output "repository" {
  value = {
    same  = data.aws_ecr_repository.main.arn == aws_ecr_repository.main.arn && data.aws_ecr_repository.main.repository_url == aws_ecr_repository.main.repository_url
    tags  = data.aws_ecr_repository.main.most_recent_image_tags
    scan  = data.aws_ecr_repository.main.image_scanning_configuration
    crypt = data.aws_ecr_repository.main.encryption_configuration
  }
}

output "image" {
  value = var.pushed ? {
    tags   = data.aws_ecr_image.main[0].image_tags
    uri    = data.aws_ecr_image.main[0].image_uri == "${aws_ecr_repository.main.repository_url}@${data.aws_ecr_image.main[0].image_digest}"
    id     = data.aws_ecr_image.main[0].id == data.aws_ecr_image.main[0].image_digest
    pushed = data.aws_ecr_image.main[0].image_pushed_at > 1600000000
    same   = data.aws_ecr_image.by_digest[0].image_tags == data.aws_ecr_image.main[0].image_tags
  } : null
}

output "token" {
  value = {
    user  = data.aws_ecr_authorization_token.main.user_name
    whole = nonsensitive(base64decode(data.aws_ecr_authorization_token.main.authorization_token) == "AWS:${data.aws_ecr_authorization_token.main.password}")
    id    = data.aws_ecr_authorization_token.main.id
  }
}
