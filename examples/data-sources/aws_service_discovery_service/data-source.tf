data "aws_service_discovery_service" "web" {
  name         = "web"
  namespace_id = data.aws_service_discovery_dns_namespace.shop.id
}
