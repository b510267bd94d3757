data "aws_arn" "role" {
  arn = "arn:aws:iam::123456789012:role/web"
}
