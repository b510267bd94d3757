variable "cidr" {
  default = "10.1.1.0/24"
}

variable "public" {
  default = false
}

variable "hostname_type" {
  default = "ip-name"
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id                              = aws_vpc.main.id
  cidr_block                          = var.cidr
  availability_zone                   = "us-east-1b"
  map_public_ip_on_launch             = var.public
  private_dns_hostname_type_on_launch = var.hostname_type
}
