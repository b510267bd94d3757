resource "aws_instance" "main" {
  ami = "ami-0123456789abcdef0"
}
