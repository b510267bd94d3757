data "aws_vpcs" "production" {
  tags = {
    Stage = "production"
  }
}

output "vpcs" {
  value = data.aws_vpcs.production.ids
}
