variable "found" {
  default = true
}

variable "tag" {
  default = "data"
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
  count    = 2
  name     = ["found", "other"][count.index]
  internal = true
  subnets  = aws_subnet.all[*].id
  tags     = { Name = ["inner", "outer"][count.index], Case = ["data", "none"][count.index] }
}

resource "aws_lb_target_group" "web" {
  name     = "found"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
  tags     = { Case = "data" }
}

resource "aws_lb_listener" "web" {
  count             = 2
  load_balancer_arn = aws_lb.web[0].arn
  port              = 80 + count.index
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

data "aws_lb" "by_arn" {
  arn = aws_lb.web[0].arn
}

data "aws_lb" "by_name" {
  name = aws_lb.web[0].name
}

data "aws_lb" "by_tags" {
  count = var.found ? 1 : 0
  tags  = { Case = var.tag }
}

data "aws_lb_target_group" "by_name" {
  name = aws_lb_target_group.web.name
}

data "aws_lb_target_group" "by_tags" {
  count = var.found ? 1 : 0
  tags  = { Case = "data" }
}

data "aws_lb_listener" "by_arn" {
  arn = aws_lb_listener.web[0].arn
}

data "aws_lb_listener" "by_port" {
  load_balancer_arn = aws_lb.web[0].arn
  port              = aws_lb_listener.web[0].port
}

# By their old names.
data "aws_alb" "old_name" {
  name = aws_lb.web[1].name
}

data "aws_alb_target_group" "old_name" {
  arn = aws_lb_target_group.web.arn
}

data "aws_alb_listener" "old_name" {
  arn = aws_lb_listener.web[1].arn
}

output "same" {
  value = [
    data.aws_lb.by_arn.id == aws_lb.web[0].arn,
    data.aws_lb.by_name.dns_name == aws_lb.web[0].dns_name,
    try(data.aws_lb.by_tags[0].arn, "") == aws_lb.web[0].arn,
    data.aws_lb_target_group.by_name.arn == aws_lb_target_group.web.arn,
    try(data.aws_lb_target_group.by_tags[0].arn, "") == aws_lb_target_group.web.arn,
    data.aws_lb_listener.by_arn.port == 80,
    data.aws_lb_listener.by_port.arn == aws_lb_listener.web[0].arn,
    data.aws_alb.old_name.arn == aws_lb.web[1].arn,
    data.aws_alb_target_group.old_name.name == aws_lb_target_group.web.name,
    data.aws_alb_listener.old_name.port == 81,
  ]
}

output "details" {
  value = [
    data.aws_lb.by_arn.load_balancer_type,
    tostring(data.aws_lb.by_arn.enable_deletion_protection),
    data.aws_lb_target_group.by_name.deregistration_delay,
    tostring(data.aws_lb_target_group.by_name.port),
    data.aws_lb_listener.by_arn.default_action[0].type,
    data.aws_lb_listener.by_arn.protocol,
    data.aws_lb_target_group.by_name.health_check[0].path,
    data.aws_lb.by_name.tags["Name"],
  ]
}
