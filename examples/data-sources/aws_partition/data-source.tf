data "aws_partition" "current" {}

output "arn_of_any_bucket" {
  value = "arn:${data.aws_partition.current.partition}:s3:::*"
}
