variable "purpose" {
  default = "shop"
}

variable "name" {
  default = "www.example.com"
}

variable "logging" {
  default = "ENABLED"
}

resource "aws_route53_zone" "main" {
  name = "example.com"
}

resource "aws_acm_certificate" "main" {
  domain_name               = var.name
  subject_alternative_names = ["*.example.com"]
  validation_method         = "DNS"

  options {
    certificate_transparency_logging_preference = var.logging
  }

  tags = {
    Purpose = var.purpose
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  for_each = {
    for dvo in aws_acm_certificate.main.domain_validation_options : dvo.domain_name => {
      name   = dvo.resource_record_name
      record = dvo.resource_record_value
      type   = dvo.resource_record_type
    }
  }
  allow_overwrite = true
  name            = each.value.name
  records         = [each.value.record]
  ttl             = 60
  type            = each.value.type
  zone_id         = aws_route53_zone.main.zone_id
}

resource "aws_acm_certificate_validation" "main" {
  certificate_arn         = aws_acm_certificate.main.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

data "aws_acm_certificate" "found" {
  domain      = var.name
  most_recent = true
  types       = ["AMAZON_ISSUED"]
  depends_on  = [aws_acm_certificate_validation.main]
}

output "found" {
  value = data.aws_acm_certificate.found.arn == aws_acm_certificate.main.arn
}
