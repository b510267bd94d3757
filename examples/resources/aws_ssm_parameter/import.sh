# By the name of the parameter.
terraform import aws_ssm_parameter.image /shop/image
