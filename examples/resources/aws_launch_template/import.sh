# By the id of the launch template.
terraform import aws_launch_template.web lt-0a1b2c3d4e5f60718
