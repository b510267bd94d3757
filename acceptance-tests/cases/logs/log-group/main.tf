variable "days" {
  default = 7
}

variable "purpose" {
  default = "shop"
}

variable "name" {
  default = "/shop/web"
}

resource "aws_cloudwatch_log_group" "main" {
  name              = var.name
  retention_in_days = var.days

  tags = {
    Purpose = var.purpose
  }
}

resource "aws_cloudwatch_log_group" "forever" {
  name_prefix = "/shop/audit-"
}
