variable "comment" {
  default = "The shop"
}

variable "name" {
  default = "shop.example.com."
}

variable "second" {
  default = false
}

resource "aws_vpc" "main" {
  count      = 2
  cidr_block = "10.${count.index}.0.0/16"
}

resource "aws_route53_zone" "public" {
  name          = var.name
  comment       = var.comment
  force_destroy = true

  tags = {
    Purpose = "shop"
  }
}

resource "aws_route53_zone" "private" {
  name = "shop.internal"

  vpc {
    vpc_id = aws_vpc.main[var.second ? 1 : 0].id
  }
}

resource "aws_route53_record" "left" {
  zone_id = aws_route53_zone.public.zone_id
  name    = "left"
  type    = "CNAME"
  ttl     = 60
  records = ["example.net"]
}

data "aws_route53_zone" "by_id" {
  zone_id = aws_route53_zone.public.id
}

data "aws_route53_zone" "by_name" {
  name         = aws_route53_zone.private.name
  private_zone = true
}

data "aws_route53_zone" "by_tags" {
  tags = aws_route53_zone.public.tags
}

data "aws_route53_zone" "by_vpc" {
  name   = aws_route53_zone.private.name
  vpc_id = aws_vpc.main[var.second ? 1 : 0].id
}

output "found" {
  value = [
    data.aws_route53_zone.by_id.name,
    data.aws_route53_zone.by_name.zone_id == aws_route53_zone.private.id,
    data.aws_route53_zone.by_tags.zone_id == aws_route53_zone.public.id,
    data.aws_route53_zone.by_vpc.zone_id == aws_route53_zone.private.id,
  ]
}
