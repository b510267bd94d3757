resource "aws_kms_key" "logs" {
  description             = "Encrypts the logs"
  enable_key_rotation     = true
  deletion_window_in_days = 14
}
