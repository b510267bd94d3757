provider "aws" {
  default_tags {
    tags = { Team = "shop" }
  }
}

data "aws_arn" "role" {
  arn = "arn:aws:iam::123456789012:role/a/b:c"
}

data "aws_default_tags" "all" {}

data "aws_service_principal" "ecs" {
  service_name = "ecs"
}

output "arn" {
  value = [data.aws_arn.role.partition, data.aws_arn.role.service, data.aws_arn.role.region, data.aws_arn.role.account, data.aws_arn.role.resource]
}

output "tags" {
  value = data.aws_default_tags.all.tags
}

output "principal" {
  value = [data.aws_service_principal.ecs.id, data.aws_service_principal.ecs.name, data.aws_service_principal.ecs.region, data.aws_service_principal.ecs.suffix]
}
