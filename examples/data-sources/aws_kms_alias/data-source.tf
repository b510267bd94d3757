data "aws_kms_alias" "secrets" {
  name = "alias/aws/secretsmanager"
}
