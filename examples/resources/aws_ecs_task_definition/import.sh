terraform import aws_ecs_task_definition.web arn:aws:ecs:eu-central-1:123456789012:task-definition/web:3
