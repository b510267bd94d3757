variable "ttl" {
  default = 60
}

variable "type" {
  default = "A"
}

variable "weight" {
  default = 10
}

resource "aws_route53_zone" "main" {
  name = "example.com"
}

resource "aws_route53_record" "simple" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "www.example.com."
  type    = var.type
  ttl     = var.ttl
  records = [var.type == "A" ? "192.0.2.1" : "2001:db8::1"]
}

resource "aws_route53_record" "wild" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "*.Shop"
  type    = "TXT"
  ttl     = "60"
  records = ["one", "two\" \"parts"]
}

resource "aws_route53_record" "apex" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "example.com"
  type    = "A"

  alias {
    name                   = "dualstack.web-1.us-east-1.elb.amazonaws.com"
    zone_id                = "Z35SXDOTRQ7X7K"
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "weighted" {
  count          = 2
  zone_id        = aws_route53_zone.main.zone_id
  name           = "weighted"
  type           = "CNAME"
  ttl            = 5
  records        = ["w${count.index}.example.com"]
  set_identifier = "w_${count.index}"

  weighted_routing_policy {
    weight = count.index == 0 ? var.weight : 0
  }
}

resource "aws_route53_record" "latency" {
  zone_id        = aws_route53_zone.main.zone_id
  name           = "latency"
  type           = "CNAME"
  ttl            = 5
  records        = ["eu.example.com"]
  set_identifier = "eu"

  latency_routing_policy {
    region = "eu-central-1"
  }
}

resource "aws_route53_record" "failover" {
  zone_id        = aws_route53_zone.main.zone_id
  name           = "failover"
  type           = "CNAME"
  ttl            = 5
  records        = ["first.example.com"]
  set_identifier = "first"

  failover_routing_policy {
    type = "PRIMARY"
  }
}

resource "aws_route53_record" "place" {
  zone_id        = aws_route53_zone.main.zone_id
  name           = "place"
  type           = "CNAME"
  ttl            = 5
  records        = ["world.example.com"]
  set_identifier = "world"

  geolocation_routing_policy {
    country = "*"
  }
}

# The zone's own record is taken over.
resource "aws_route53_record" "servers" {
  allow_overwrite = true
  zone_id         = aws_route53_zone.main.zone_id
  name            = "example.com"
  type            = "NS"
  ttl             = 3600
  records         = aws_route53_zone.main.name_servers
}
