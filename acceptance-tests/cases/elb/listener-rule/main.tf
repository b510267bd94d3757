variable "path" {
  default = "/shop/*"
}

variable "priority" {
  default = 10
}

variable "port" {
  default = 80
}

variable "weight" {
  default = 1
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
  name     = "ruled"
  internal = true
  subnets  = aws_subnet.all[*].id
}

resource "aws_lb_target_group" "web" {
  count    = 2
  name     = "ruled-${count.index}"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_listener" "web" {
  count             = 2
  load_balancer_arn = aws_lb.web.arn
  port              = 80 + count.index
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web[0].arn
  }
}

resource "aws_lb_listener_rule" "path" {
  listener_arn = aws_lb_listener.web[var.port - 80].arn
  priority     = var.priority

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web[0].arn
  }

  condition {
    path_pattern {
      values = [var.path]
    }
  }

  condition {
    host_header {
      values = ["shop.example.com", "*.shop.example.com"]
    }
  }

  tags = { Name = "path" }
}

resource "aws_lb_listener_rule" "all_conditions" {
  listener_arn = aws_lb_listener.web[0].arn

  action {
    type = "forward"

    forward {
      target_group {
        arn    = aws_lb_target_group.web[0].arn
        weight = var.weight
      }

      target_group {
        arn    = aws_lb_target_group.web[1].arn
        weight = 3
      }

      stickiness {
        enabled  = true
        duration = 600
      }
    }
  }

  condition {
    http_header {
      http_header_name = "X-Version"
      values           = ["2", "3*"]
    }
  }

  condition {
    query_string {
      key   = "version"
      value = "2"
    }

    query_string {
      value = "new"
    }
  }

  condition {
    http_request_method {
      values = ["GET"]
    }
  }

  condition {
    source_ip {
      values = ["10.0.0.0/8"]
    }
  }

  depends_on = [aws_lb_listener_rule.path]
}

resource "aws_alb_listener_rule" "old_name" {
  listener_arn = aws_lb_listener.web[0].arn
  priority     = 30

  action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }

  condition {
    path_pattern {
      values = ["/account"]
    }
  }

  depends_on = [aws_lb_listener_rule.all_conditions]
}
