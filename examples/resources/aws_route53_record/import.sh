# By the zone, the name and the type, with _ between; a set identifier comes last: ..._www_A_blue.
terraform import aws_route53_record.www Z1D633PJN98FT9_www_A
