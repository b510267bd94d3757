data "aws_kms_key" "logs" {
  key_id = "alias/logs"
}
