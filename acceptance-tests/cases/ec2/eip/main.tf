variable "purpose" {
  default = "shop"
}

resource "aws_eip" "main" {
  domain = "vpc"

  tags = {
    Purpose = var.purpose
  }
}

resource "aws_eip" "old_style" {
  vpc = true
}
