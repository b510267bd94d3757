# By the name of the profile.
terraform import aws_iam_instance_profile.host container-host
