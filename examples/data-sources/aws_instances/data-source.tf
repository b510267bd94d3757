data "aws_instances" "web" {
  instance_tags = {
    Name = "web"
  }
}

output "addresses" {
  value = data.aws_instances.web.private_ips
}
