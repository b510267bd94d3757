# By the id of the task set, and the name or ARN of the service and of the cluster.
terraform import aws_ecs_task_set.green ecs-svc/7177320696926227436,web,main
