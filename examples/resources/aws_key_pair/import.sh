# By the name of the key pair.
terraform import aws_key_pair.admin admin
