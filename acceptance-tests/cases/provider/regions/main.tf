variable "logs" {
  default = "ap-south-1"
}

variable "retention" {
  default = 7
}

variable "wrong" {
  default = ""
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_vpc" "home" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc" "away" {
  region     = "eu-west-1"
  cidr_block = "10.2.0.0/16"
  tags       = { Name = "away" }
}

data "aws_availability_zones" "away" {
  region = "eu-west-1"
  state  = "available"
}

resource "aws_subnet" "away" {
  region            = aws_vpc.away.region
  vpc_id            = aws_vpc.away.id
  cidr_block        = "10.2.1.0/24"
  availability_zone = data.aws_availability_zones.away.names[0]
}

resource "aws_security_group" "away" {
  region = aws_vpc.away.region
  vpc_id = aws_vpc.away.id
  name   = "away"
}

resource "aws_vpc_security_group_ingress_rule" "away" {
  region            = "eu-west-1"
  security_group_id = aws_security_group.away.id
  cidr_ipv4         = "10.0.0.0/8"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_cloudwatch_log_group" "away" {
  region            = var.logs
  name              = "/away"
  retention_in_days = var.retention
}

resource "aws_ecs_cluster" "away" {
  region = "eu-west-1"
  name   = "away"
}

resource "aws_iam_role" "global" {
  name               = "no-region"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

data "aws_vpc" "away" {
  region = "eu-west-1"
  id     = aws_vpc.away.id
}

data "aws_region" "home" {}

data "aws_region" "away" {
  region = "eu-west-1"
}

output "regions" {
  value = [data.aws_region.home.region, data.aws_region.away.region, data.aws_region.away.name]
}

output "found" {
  value = [data.aws_vpc.away.region, data.aws_vpc.away.cidr_block, data.aws_availability_zones.away.names[0]]
}

data "aws_vpcs" "wrong" {
  count  = var.wrong == "" ? 0 : 1
  region = var.wrong
}
