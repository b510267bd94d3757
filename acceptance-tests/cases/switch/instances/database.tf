resource "aws_db_instance" "shop" {
  identifier          = "shop"
  allocated_storage   = 20
  engine              = "postgres"
  engine_version      = "14"
  instance_class      = var.type == "t3.micro" ? "db.t3.small" : "db.t3.medium"
  username            = "shop"
  password            = "a password of its own"
  maintenance_window  = "Sun:05:00-Sun:06:00"
  apply_immediately   = true
  skip_final_snapshot = true
}
