resource "aws_cloudwatch_log_stream" "web" {
  name           = "web"
  log_group_name = "/shop/web"
}
