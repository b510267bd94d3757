# By the prefix of the repositories.
terraform import aws_ecr_pull_through_cache_rule.docker_hub docker-hub
