data "aws_service_discovery_dns_namespace" "shop" {
  name = "shop.internal"
  type = "DNS_PRIVATE"
}
