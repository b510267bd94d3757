data "aws_lb_target_group" "web" {
  tags = { Name = "web" }
}

output "arn" {
  value = data.aws_lb_target_group.web.arn
}
