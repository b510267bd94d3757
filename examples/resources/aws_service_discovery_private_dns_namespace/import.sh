# The id of the namespace and that of the VPC.
terraform import aws_service_discovery_private_dns_namespace.shop ns-1234567890abcdef:vpc-0123456789abcdef0
