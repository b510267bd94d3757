# By the name of the role.
terraform import aws_iam_role.task task
