# By the identifier.
terraform import aws_db_instance.shop shop
