# By the id of the allocation.
terraform import aws_eip.nat eipalloc-0a1b2c3d4e5f60718
