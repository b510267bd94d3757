variable "statistic" {
  default = ""
}

variable "logged" {
  default = ""
}

variable "snapshot" {
  default = ""
}

variable "days" {
  default = ""
}

resource "aws_cloudwatch_metric_alarm" "main" {
  alarm_name          = "load"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  threshold           = 1
  statistic           = var.statistic == "" ? null : var.statistic

  metric_query {
    id          = "load"
    expression  = "SELECT AVG(CPUUtilization) FROM SCHEMA(\"AWS/EC2\")"
    period      = 60
    return_data = true
  }
}

resource "aws_acm_certificate" "main" {
  private_key = "key"

  options {
    certificate_transparency_logging_preference = var.logged == "" ? null : var.logged
  }
}

resource "aws_db_instance" "main" {
  instance_class      = "db.t3.micro"
  skip_final_snapshot = true
  snapshot_identifier = var.snapshot == "" ? null : var.snapshot

  restore_to_point_in_time {
    source_db_instance_identifier = "main"
    use_latest_restorable_time    = true
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "main" {
  bucket = "logs"

  rule {
    id     = "archive"
    status = "Enabled"

    filter {}

    transition {
      date          = "2030-01-01T00:00:00Z"
      days          = var.days == "" ? null : var.days
      storage_class = "GLACIER"
    }
  }
}
