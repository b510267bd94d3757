# By the names of the group and of the policy, with a slash between them.
terraform import aws_autoscaling_policy.cpu workers/cpu
