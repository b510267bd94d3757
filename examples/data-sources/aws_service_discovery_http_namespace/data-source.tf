data "aws_service_discovery_http_namespace" "shop" {
  name = "shop"
}

resource "aws_ecs_cluster" "shop" {
  name = "shop"

  service_connect_defaults {
    namespace = data.aws_service_discovery_http_namespace.shop.arn
  }
}
