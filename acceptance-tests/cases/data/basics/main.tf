data "aws_availability_zones" "all" {}

data "aws_availability_zones" "available" {
  state         = "available"
  exclude_names = ["us-east-1a"]
}

data "aws_caller_identity" "me" {}

data "aws_region" "here" {}

data "aws_region" "there" {
  name = "eu-west-1"
}

data "aws_partition" "ours" {}

output "zones" {
  value = slice(data.aws_availability_zones.all.names, 0, 2)
}

output "zone_ids" {
  value = length(data.aws_availability_zones.all.zone_ids) == length(data.aws_availability_zones.all.names)
}

output "excluded" {
  value = contains(data.aws_availability_zones.available.names, "us-east-1a")
}

output "me" {
  value = data.aws_caller_identity.me.account_id
}

output "here" {
  value = [data.aws_region.here.name, data.aws_region.here.description, data.aws_region.here.endpoint]
}

output "there" {
  value = data.aws_region.there.description
}

output "partition" {
  value = [
    data.aws_partition.ours.partition,
    data.aws_partition.ours.dns_suffix,
    data.aws_partition.ours.reverse_dns_prefix,
  ]
}
