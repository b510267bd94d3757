# By the service namespace, the resource's id, the dimension and the name, with slashes between them.
terraform import aws_appautoscaling_policy.cpu ecs/service/shop/web/ecs:service:DesiredCount/cpu
