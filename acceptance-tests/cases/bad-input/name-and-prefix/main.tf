resource "aws_security_group" "main" {
  name        = "web"
  name_prefix = "web-"
}
