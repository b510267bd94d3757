# By the service namespace, the resource's id and the dimension, with slashes between them.
terraform import aws_appautoscaling_target.tasks ecs/service/shop/web/ecs:service:DesiredCount
