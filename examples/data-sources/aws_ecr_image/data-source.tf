data "aws_ecr_image" "web" {
  repository_name = "shop/web"
  image_tag       = "latest"
}

locals {
  image = data.aws_ecr_image.web.image_uri # stays the same, wherever the tag moves
}
