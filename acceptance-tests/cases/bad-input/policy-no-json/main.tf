resource "aws_iam_role" "main" {
  name               = "web"
  assume_role_policy = "everybody"
}
