resource "aws_ecs_cluster" "main" {
  name = join("", [for i in range(256) : "x"])
}
