resource "aws_iam_policy_attachment" "read" {
  name       = "read-uploads"
  policy_arn = aws_iam_policy.read.arn
  roles      = [aws_iam_role.task.name]
}
