data "aws_iam_policy" "execution" {
  name        = "AmazonECSTaskExecutionRolePolicy"
  path_prefix = "/service-role/"
}
