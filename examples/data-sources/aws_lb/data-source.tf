data "aws_lb" "web" {
  name = "web"
}

output "dns_name" {
  value = data.aws_lb.web.dns_name
}
