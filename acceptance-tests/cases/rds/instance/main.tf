variable "class" {
  default = "db.t3.micro"
}

variable "identifier" {
  default = "shop"
}

variable "password" {
  default   = "a password that is first"
  sensitive = true
}

variable "storage" {
  default = 20
}

variable "purpose" {
  default = "shop"
}

variable "engine_version" {
  default = "14.1"
}

variable "availability_zone" {
  default = "us-east-1a"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.${count.index}.0/24"
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
}

resource "aws_security_group" "main" {
  name   = "database"
  vpc_id = aws_vpc.main.id
}

resource "aws_db_subnet_group" "main" {
  name       = "shop"
  subnet_ids = aws_subnet.main.*.id
}

resource "aws_db_instance" "main" {
  identifier                  = var.identifier
  allocated_storage           = var.storage
  storage_type                = "gp2"
  engine                      = "postgres"
  engine_version              = var.engine_version
  instance_class              = var.class
  db_name                     = "shop"
  username                    = "shop"
  password                    = var.password
  allow_major_version_upgrade = false
  auto_minor_version_upgrade  = true
  apply_immediately           = true
  availability_zone           = var.availability_zone
  backup_window               = "03:00-04:00"
  maintenance_window          = "Sun:05:00-Sun:06:00"
  port                        = 5432
  publicly_accessible         = false
  storage_encrypted           = true
  vpc_security_group_ids      = [aws_security_group.main.id]
  db_subnet_group_name        = aws_db_subnet_group.main.name
  skip_final_snapshot         = true

  tags = {
    Purpose = var.purpose
  }
}

data "aws_db_instance" "main" {
  db_instance_identifier = aws_db_instance.main.identifier
}

data "aws_db_instance" "tagged" {
  tags       = { Purpose = aws_db_instance.main.tags.Purpose }
  depends_on = [aws_db_instance.main]
}

output "found" {
  value = [
    data.aws_db_instance.main.db_instance_arn == aws_db_instance.main.arn,
    data.aws_db_instance.tagged.id == aws_db_instance.main.identifier,
    data.aws_db_instance.main.endpoint == aws_db_instance.main.endpoint,
    data.aws_db_instance.main.engine_version,
  ]
}
