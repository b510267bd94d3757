terraform import aws_ecs_cluster.main main
