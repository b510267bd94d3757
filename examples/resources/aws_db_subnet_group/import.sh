# By the name.
terraform import aws_db_subnet_group.shop shop
