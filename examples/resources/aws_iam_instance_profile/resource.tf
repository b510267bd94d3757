resource "aws_iam_instance_profile" "host" {
  name = "container-host"
  role = aws_iam_role.host.name
}
