variable "port" {
  default = 80
}

variable "redirect" {
  default = false
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
  name     = "listened"
  internal = true
  subnets  = aws_subnet.all[*].id
}

resource "aws_lb_target_group" "web" {
  name     = "listened"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = var.port

  default_action {
    type             = var.redirect ? "redirect" : "forward"
    target_group_arn = var.redirect ? null : aws_lb_target_group.web.arn

    dynamic "redirect" {
      for_each = var.redirect ? [1] : []

      content {
        protocol    = "HTTPS"
        port        = "443"
        status_code = "HTTP_301"
      }
    }
  }
}

resource "aws_alb_listener" "old_name" {
  load_balancer_arn = aws_lb.web.arn
  port              = 8080
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "nothing here"
      status_code  = "404"
    }
  }
}
