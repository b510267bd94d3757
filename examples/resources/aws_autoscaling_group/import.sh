# By its name.
terraform import aws_autoscaling_group.workers workers
