variable "purpose" {
  default = "reports"
}

resource "aws_db_instance" "source" {
  identifier_prefix       = "source-"
  allocated_storage       = 20
  engine                  = "postgres"
  engine_version          = "14.1"
  instance_class          = "db.t3.micro"
  username                = "shop"
  password                = "a password of its own"
  backup_retention_period = 7
  skip_final_snapshot     = true
}

resource "aws_db_instance" "replica" {
  identifier          = "replica"
  instance_class      = "db.t3.micro"
  replicate_source_db = aws_db_instance.source.identifier
  skip_final_snapshot = true

  tags = {
    Purpose = var.purpose
  }
}
