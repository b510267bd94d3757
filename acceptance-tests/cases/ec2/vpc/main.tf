variable "cidr" {
  default = "10.1.0.0/16"
}

variable "hostnames" {
  default = false
}

variable "support" {
  default = true
}

variable "purpose" {
  default = "shop"
}

resource "aws_vpc" "main" {
  cidr_block           = var.cidr
  enable_dns_hostnames = var.hostnames
  enable_dns_support   = var.support
  instance_tenancy     = "default"

  tags = {
    Purpose = var.purpose
  }
}
