data "aws_lb" "web" {
  name = "web"
}

data "aws_lb_listener" "https" {
  load_balancer_arn = data.aws_lb.web.arn
  port              = 443
}

output "certificate" {
  value = data.aws_lb_listener.https.certificate_arn
}
