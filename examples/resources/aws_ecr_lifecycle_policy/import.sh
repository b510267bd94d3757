# By the name of the repository.
terraform import aws_ecr_lifecycle_policy.web shop/web
