variable "ttl" {
  default = 60
}

resource "aws_route53_zone" "main" {
  name = "example.com"
}

resource "aws_route53_record" "main" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "www.example.com."
  type    = "A"
  ttl     = var.ttl
  records = ["192.0.2.1"]
}

resource "aws_route53_record" "alias" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "shop"
  type    = "A"

  alias {
    name                   = aws_route53_record.main.fqdn
    zone_id                = aws_route53_zone.main.zone_id
    evaluate_target_health = var.ttl > 60
  }
}

resource "aws_s3_bucket" "main" {
  bucket = "caws-accept-spellings"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "main" {
  bucket = aws_s3_bucket.main.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

output "record" {
  value = aws_route53_record.main.id
}

output "rules" {
  value = aws_s3_bucket_server_side_encryption_configuration.main.rule
}
