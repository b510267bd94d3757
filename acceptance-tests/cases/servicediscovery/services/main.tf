variable "description" {
  default = null
}

variable "ttl" {
  type    = number
  default = 10
}

variable "name" {
  default = "shop"
}

variable "purpose" {
  default = "shop"
}

variable "path" {
  default = "/health"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_service_discovery_http_namespace" "main" {
  name        = var.name
  description = "Service Connect"

  tags = {
    Purpose = var.purpose
  }
}

resource "aws_service_discovery_private_dns_namespace" "main" {
  name        = "shop.internal"
  description = var.description
  vpc         = aws_vpc.main.id

  tags = {
    Purpose = var.purpose
  }
}

resource "aws_service_discovery_service" "web" {
  name          = "web"
  namespace_id  = aws_service_discovery_private_dns_namespace.main.id
  description   = var.description
  force_destroy = true

  dns_config {
    namespace_id = aws_service_discovery_private_dns_namespace.main.id

    dns_records {
      type = "A"
      ttl  = var.ttl
    }
  }

  health_check_custom_config {
    failure_threshold = 1
  }

  tags = {
    Purpose = var.purpose
  }
}

resource "aws_service_discovery_service" "jobs" {
  name         = "jobs"
  namespace_id = aws_service_discovery_http_namespace.main.id

  health_check_config {
    type          = "HTTP"
    resource_path = var.path
  }
}

data "aws_service_discovery_http_namespace" "main" {
  name = aws_service_discovery_http_namespace.main.name
}

data "aws_service_discovery_dns_namespace" "main" {
  name = aws_service_discovery_private_dns_namespace.main.name
  type = "DNS_PRIVATE"
}

data "aws_service_discovery_service" "web" {
  name         = aws_service_discovery_service.web.name
  namespace_id = aws_service_discovery_private_dns_namespace.main.id
}

output "http" {
  value = {
    same        = data.aws_service_discovery_http_namespace.main.arn == aws_service_discovery_http_namespace.main.arn
    id          = data.aws_service_discovery_http_namespace.main.id == aws_service_discovery_http_namespace.main.id
    name        = data.aws_service_discovery_http_namespace.main.http_name
    description = data.aws_service_discovery_http_namespace.main.description
    tags        = data.aws_service_discovery_http_namespace.main.tags
  }
}

output "dns" {
  value = {
    id   = data.aws_service_discovery_dns_namespace.main.id == aws_service_discovery_private_dns_namespace.main.id
    zone = data.aws_service_discovery_dns_namespace.main.hosted_zone == aws_service_discovery_private_dns_namespace.main.hosted_zone
  }
}

output "service" {
  value = {
    id      = data.aws_service_discovery_service.web.id == aws_service_discovery_service.web.id
    records = data.aws_service_discovery_service.web.dns_config[0].dns_records
    custom  = data.aws_service_discovery_service.web.health_check_custom_config
    tags    = data.aws_service_discovery_service.web.tags
  }
}
