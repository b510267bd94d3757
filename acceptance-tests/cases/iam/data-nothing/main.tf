data "aws_iam_policy" "by_name" {
  name = "of-nobody"
}
