data "aws_security_groups" "web" {
  filter {
    name   = "group-name"
    values = ["web-*"]
  }
}
