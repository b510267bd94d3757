# By the id of the key.
terraform import aws_kms_key.logs 1234abcd-12ab-34cd-56ef-1234567890ab
