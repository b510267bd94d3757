data "aws_ecs_cluster" "shop" {
  cluster_name = "shop"
}
