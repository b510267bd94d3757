# By the service namespace, the resource's id, the dimension and the name, with slashes between them.
terraform import aws_appautoscaling_scheduled_action.morning ecs/service/shop/web/ecs:service:DesiredCount/morning
