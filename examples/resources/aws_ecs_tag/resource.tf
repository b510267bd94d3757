resource "aws_ecs_tag" "owner" {
  resource_arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/batch"
  key          = "Owner"
  value        = "shop"
}
