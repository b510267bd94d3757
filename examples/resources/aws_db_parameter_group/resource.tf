resource "aws_db_parameter_group" "shop" {
  name   = "shop"
  family = "postgres16"

  parameter {
    name  = "log_min_duration_statement"
    value = "250"
  }
}
