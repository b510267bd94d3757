# By the names of the group and of the action, with a slash between them.
terraform import aws_autoscaling_schedule.night workers/night
