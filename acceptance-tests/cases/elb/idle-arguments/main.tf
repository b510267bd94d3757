resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

# An empty zone leaves it to AWS.
resource "aws_subnet" "any" {
  vpc_id            = aws_vpc.a.id
  cidr_block        = "10.0.9.0/24"
  availability_zone = ""
}

resource "aws_subnet" "a" {
  count             = 2
  vpc_id            = aws_vpc.a.id
  cidr_block        = "10.0.${count.index}.0/24"
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
}

resource "aws_security_group" "a" {
  name   = ""
  vpc_id = aws_vpc.a.id
}

resource "aws_security_group_rule" "a" {
  type              = "egress"
  security_group_id = aws_security_group.a.id
  protocol          = "-1"
  from_port         = 0
  to_port           = 65535
  cidr_blocks       = ["10.0.0.0/8"]
}

resource "aws_security_group_rule" "b" {
  type              = "ingress"
  security_group_id = aws_security_group.a.id
  protocol          = "all"
  from_port         = -1
  to_port           = -1
  cidr_blocks       = ["10.0.0.0/8"]
}

resource "aws_lb_target_group" "l" {
  name        = "l"
  target_type = "lambda"
  port        = 80
  protocol    = "HTTP"
  vpc_id      = aws_vpc.a.id
}

resource "aws_lb_target_group" "t" {
  name             = "t"
  port             = 80
  protocol         = "TCP"
  protocol_version = "HTTP1"
  vpc_id           = aws_vpc.a.id
}

resource "aws_lb" "n" {
  name               = "n"
  load_balancer_type = "network"
  internal           = true
  subnets            = aws_subnet.a[*].id
}

resource "aws_lb" "a" {
  name     = "a"
  internal = true
  subnets  = aws_subnet.a[*].id
}

resource "aws_lb_listener" "n" {
  load_balancer_arn                    = aws_lb.n.arn
  port                                 = 80
  protocol                             = "TCP"
  routing_http_response_server_enabled = true
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.t.arn
  }
}

resource "aws_lb_listener" "a" {
  load_balancer_arn                                   = aws_lb.a.arn
  port                                                = 80
  protocol                                            = "HTTP"
  routing_http_request_x_amzn_tls_version_header_name = "X-Version"
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
    redirect {
      status_code = "HTTP_301"
      port        = "443"
    }
  }
}
