# By the name of the alias.
terraform import aws_kms_alias.logs alias/logs
