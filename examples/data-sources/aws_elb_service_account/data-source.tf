data "aws_elb_service_account" "main" {}

output "account_that_writes_logs" {
  value = data.aws_elb_service_account.main.arn
}
