data "aws_cloudwatch_log_group" "web" {
  name = "/shop/web"
}
