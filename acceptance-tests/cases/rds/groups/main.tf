variable "description" {
  default = "Of the shop"
}

variable "name" {
  default = "shop"
}

variable "limit" {
  default = "100"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.${count.index}.0/24"
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
}

resource "aws_db_subnet_group" "main" {
  name        = var.name
  description = var.description
  subnet_ids  = aws_subnet.main.*.id

  tags = {
    Purpose = "shop"
  }
}

resource "aws_db_parameter_group" "main" {
  name   = var.name
  family = "postgres14"

  parameter {
    name  = "log_min_duration_statement"
    value = var.limit
  }
}
