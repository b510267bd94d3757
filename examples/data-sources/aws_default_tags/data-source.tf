data "aws_default_tags" "all" {}
