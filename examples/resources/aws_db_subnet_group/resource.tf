resource "aws_db_subnet_group" "shop" {
  name       = "shop"
  subnet_ids = aws_subnet.private[*].id
}
