resource "aws_ecs_cluster_capacity_providers" "shop" {
  cluster_name       = "shop"
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]

  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
    weight            = 100
  }
}
