variable "prefixes" {
  type    = list(string)
  default = ["v", "release-"]
}

variable "keep" {
  type    = number
  default = 30
}

variable "action" {
  default = "ecr:BatchGetImage"
}

variable "name" {
  default = "shop/web"
}

resource "aws_ecr_repository" "main" {
  name = var.name
}

resource "aws_ecr_lifecycle_policy" "main" {
  repository = aws_ecr_repository.main.name

  policy = jsonencode({
    rules = [
      {
        rulePriority = 2
        selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 14 }
        action       = { type = "expire" }
      },
      {
        rulePriority = 1
        selection    = { tagStatus = "tagged", tagPrefixList = var.prefixes, countType = "imageCountMoreThan", countNumber = var.keep }
        action       = { type = "expire" }
      },
    ]
  })
}

resource "aws_ecr_repository_policy" "main" {
  repository = aws_ecr_repository.main.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Pull"
      Effect    = "Allow"
      Principal = "*"
      Action    = [var.action]
    }]
  })
}
