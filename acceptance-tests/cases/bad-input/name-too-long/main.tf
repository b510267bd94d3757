resource "aws_lb" "main" {
  name    = "a-load-balancer-with-a-name-of-more-than-32-characters"
  subnets = ["subnet-12345678"]
}
