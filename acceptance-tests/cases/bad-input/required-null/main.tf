variable "cluster" {
  type    = string
  default = null
}

data "aws_ecs_cluster" "main" {
  cluster_name = var.cluster
}
