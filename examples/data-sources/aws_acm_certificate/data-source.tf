data "aws_acm_certificate" "shop" {
  domain      = "shop.example.com"
  most_recent = true
}
