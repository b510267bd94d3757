variable "alias" {
  default = "alias/awesome"
}

variable "group" {
  default = "web"
}

variable "parameters" {
  default = "web-1.x"
}

variable "path" {
  default = "time"
}

variable "issuer" {
  default = "https://issuer.example.com/realm"
}

variable "domain" {
  default = "example.com"
}

variable "window" {
  default = "sat:03:00-sun:04:00"
}

resource "aws_kms_alias" "main" {
  name          = var.alias
  target_key_id = "11111111-2222-3333-4444-555555555555"
}

resource "aws_db_subnet_group" "main" {
  name       = var.group
  subnet_ids = ["subnet-0a1b2c3d", "subnet-4e5f6a7b"]
}

resource "aws_db_parameter_group" "main" {
  name   = var.parameters
  family = "postgres16"
}

resource "aws_cloudwatch_event_target" "main" {
  rule = "nightly"
  arn  = "arn:aws:lambda:us-east-1:123456789012:function:report"

  input_transformer {
    input_paths    = { (var.path) = "$.time" }
    input_template = "\"<time>\""
  }
}

resource "aws_iam_openid_connect_provider" "main" {
  url            = var.issuer
  client_id_list = ["web"]
}

resource "aws_acm_certificate" "main" {
  domain_name       = var.domain
  validation_method = "DNS"
}

resource "aws_db_instance" "main" {
  instance_class      = "db.t3.micro"
  engine              = "postgres"
  allocated_storage   = 20
  username            = "web"
  password            = "password"
  skip_final_snapshot = true
  maintenance_window  = var.window
}
