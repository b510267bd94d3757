data "aws_db_instance" "shop" {
  db_instance_identifier = "shop"
}
