variable "port" {
  default = 8080
}

variable "certificate" {
  default = "shop"
}

locals {
  certificates = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:server-certificate"
}

data "aws_caller_identity" "me" {}

data "aws_elb_service_account" "here" {}

data "aws_elb_service_account" "frankfurt" {
  region = "eu-central-1"
}

output "accounts" {
  value = [data.aws_elb_service_account.here.id, data.aws_elb_service_account.frankfurt.arn]
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "all" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.1.0.0/16", 8, count.index)
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
}

resource "aws_lb" "web" {
  name     = "attached"
  internal = true
  subnets  = aws_subnet.all[*].id
}

resource "aws_lb_target_group" "web" {
  name        = "attached"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "web" {
  target_group_arn = aws_lb_target_group.web.arn
  target_id        = "10.1.0.20"
  port             = var.port
}

resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "${local.certificates}/default"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_lb_listener_certificate" "shop" {
  listener_arn    = aws_lb_listener.web.arn
  certificate_arn = "${local.certificates}/${var.certificate}"
}

# By their old names.
resource "aws_alb_target_group" "old_name" {
  name        = "attached-old"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_alb_target_group_attachment" "old_name" {
  target_group_arn = aws_alb_target_group.old_name.arn
  target_id        = "10.1.0.21"
  port             = 8080
}

resource "aws_alb_listener_certificate" "old_name" {
  listener_arn    = aws_lb_listener.web.arn
  certificate_arn = "${local.certificates}/old"
}
