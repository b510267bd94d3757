terraform import aws_ecr_repository.web shop/web
