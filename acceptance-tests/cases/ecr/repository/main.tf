variable "mutability" {
  default = "MUTABLE"
}

variable "scan" {
  default = false
}

variable "name" {
  default = "shop/web"
}

variable "purpose" {
  default = "shop"
}

resource "aws_ecr_repository" "main" {
  name                 = var.name
  image_tag_mutability = var.mutability
  force_delete         = true

  image_scanning_configuration {
    scan_on_push = var.scan
  }

  tags = {
    Purpose = var.purpose
  }
}
