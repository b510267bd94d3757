data "aws_lb" "by_tags" {
  tags = { Case = "nothing" }
}
