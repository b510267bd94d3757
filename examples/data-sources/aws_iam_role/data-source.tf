data "aws_iam_role" "execution" {
  name = "ecsTaskExecutionRole"
}

output "execution_role_arn" {
  value = data.aws_iam_role.execution.arn
}
