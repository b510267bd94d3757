data "aws_ecs_service" "web" {
  service_name = "web"
  cluster_arn  = "arn:aws:ecs:eu-central-1:123456789012:cluster/shop"
}
