variable "purpose" {
  default = "shop"
}

variable "comment" {
  default = "web"
}

resource "aws_key_pair" "web" {
  key_name   = "web"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPlGJ8v1Jr6WZlP9xI0Yl1wZ0mPq2fXc3dGm5o8u1kQe ${var.comment}"

  tags = {
    Purpose = var.purpose
  }
}

resource "aws_key_pair" "other" {
  key_name_prefix = "other-"
  public_key      = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPlGJ8v1Jr6WZlP9xI0Yl1wZ0mPq2fXc3dGm5o8u1kQe other"
}
