resource "aws_key_pair" "admin" {
  key_name   = "admin"
  public_key = file("~/.ssh/id_ed25519.pub")
}
