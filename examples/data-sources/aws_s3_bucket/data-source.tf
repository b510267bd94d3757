data "aws_s3_bucket" "site" {
  bucket = "example-site"
}

data "aws_route53_zone" "main" {
  name = "example.com."
}

resource "aws_route53_record" "site" {
  zone_id = data.aws_route53_zone.main.zone_id
  name    = data.aws_s3_bucket.site.bucket
  type    = "A"

  alias {
    name                   = data.aws_s3_bucket.site.website_domain
    zone_id                = data.aws_s3_bucket.site.hosted_zone_id
    evaluate_target_health = false
  }
}
