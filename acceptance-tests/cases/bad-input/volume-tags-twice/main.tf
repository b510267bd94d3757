resource "aws_instance" "main" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  volume_tags   = { Purpose = "shop" }

  root_block_device {
    tags = { Purpose = "start" }
  }
}
