data "aws_route53_zone" "shop" {
  name = "shop.example.com"
}
