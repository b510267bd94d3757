resource "aws_service_discovery_http_namespace" "shop" {
  name        = "shop"
  description = "Services of the shop that find each other by Service Connect"
}
