variable "idle" {
  default = 60
}

variable "internal" {
  default = true
}

variable "protect" {
  default = false
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "all" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.1.0.0/16", 8, count.index)
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id
}

resource "aws_lb" "web" {
  name            = "web"
  internal        = var.internal
  subnets         = aws_subnet.all[*].id
  security_groups = [aws_security_group.web.id]
  idle_timeout    = var.idle

  drop_invalid_header_fields = true
  enable_deletion_protection = var.protect

  depends_on = [aws_internet_gateway.main]
}

resource "aws_alb" "old_name" {
  name_prefix        = "old-"
  internal           = true
  load_balancer_type = "network"
  subnets            = [aws_subnet.all[0].id]
}
