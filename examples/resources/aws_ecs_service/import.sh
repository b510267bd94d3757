terraform import aws_ecs_service.web main/web
