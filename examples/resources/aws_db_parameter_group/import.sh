# By the name.
terraform import aws_db_parameter_group.shop shop
