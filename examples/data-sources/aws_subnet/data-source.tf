data "aws_subnet" "front" {
  vpc_id            = "vpc-0a1b2c3d4e5f60718"
  availability_zone = "eu-central-1a"
}
