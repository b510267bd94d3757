# By the id of the zone.
terraform import aws_route53_zone.shop Z1D633PJN98FT9
