terraform import aws_ecs_tag.owner arn:aws:ecs:eu-central-1:123456789012:cluster/batch,Owner
