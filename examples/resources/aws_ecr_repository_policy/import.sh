# By the name of the repository.
terraform import aws_ecr_repository_policy.web shop/web
