data "aws_ecr_repository" "web" {
  name = "shop/web"
}

locals {
  newest = "${data.aws_ecr_repository.web.repository_url}:${data.aws_ecr_repository.web.most_recent_image_tags[0]}"
}
