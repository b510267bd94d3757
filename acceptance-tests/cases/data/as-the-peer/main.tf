variable "made" {
  type = any
}

provider "aws" {}

provider "aws" {
  alias = "tags"

  default_tags {
    tags = { Name = "full" }
  }
}

data "aws_vpc" "plain" {
  id = var.made.vpc_plain
}

data "aws_vpc" "full" {
  id = var.made.vpc_full
}

data "aws_vpc" "tags" {
  provider = aws.tags
  id       = var.made.vpc_full
}

data "aws_vpcs" "all" {}

data "aws_vpcs" "none" {
  tags = { Name = "nobody" }
}

data "aws_subnet" "plain" {
  id = var.made.subnet_plain
}

data "aws_subnets" "none" {
  filter {
    name   = "vpc-id"
    values = [var.made.vpc_full]
  }
}

data "aws_security_group" "plain" {
  id = var.made.security_group_plain
}

data "aws_security_groups" "none" {
  tags = { Name = "nobody" }
}

data "aws_security_groups" "plain" {
  filter {
    name   = "group-name"
    values = ["plain"]
  }
}

data "aws_route_table" "plain" {
  route_table_id = var.made.route_table_plain
}

data "aws_route_table" "main" {
  vpc_id = var.made.vpc_plain

  filter {
    name   = "association.main"
    values = ["true"]
  }
}

data "aws_instances" "none" {
  instance_tags = { Name = "nobody" }
}

# ---- images and templates ----

data "aws_ami" "plain" {
  owners = ["self"]

  filter {
    name   = "name"
    values = ["plain"]
  }
}

data "aws_ami" "public" {
  most_recent = true
  owners      = ["amazon"]
}

data "aws_launch_template" "plain" {
  name = "plain"
}

data "aws_launch_template" "full" {
  id = var.made.launch_template_full
}

# ---- load balancers ----

data "aws_lb" "plain" {
  arn = var.made.lb_plain
}

data "aws_lb" "net" {
  name = "net"
}

data "aws_lb_target_group" "plain" {
  arn = var.made.lb_target_group_plain
}

data "aws_lb_target_group" "net" {
  name = "net"
}

data "aws_lb_target_group" "lambda" {
  arn = var.made.lb_target_group_lambda
}

data "aws_lb_listener" "plain" {
  arn = var.made.lb_listener_plain
}

data "aws_lb_listener" "fixed" {
  arn = var.made.lb_listener_fixed
}

data "aws_lb_listener" "redirect" {
  load_balancer_arn = var.made.lb_plain
  port              = 82
}

data "aws_lb_listener" "net" {
  arn = var.made.lb_listener_net
}

data "aws_elb_service_account" "main" {}

# ---- containers ----

data "aws_ecr_repository" "plain" {
  name = "plain"
}

data "aws_ecr_image" "plain" {
  repository_name = "plain"
  most_recent     = true
}

data "aws_ecr_authorization_token" "main" {}

data "aws_ecs_cluster" "plain" {
  cluster_name = "plain"
}

data "aws_ecs_service" "plain" {
  service_name = "plain"
  cluster_arn  = var.made.ecs_cluster_plain
}

data "aws_ecs_task_definition" "plain" {
  task_definition = var.made.ecs_task_definition_plain
}

data "aws_ecs_task_definition" "full" {
  task_definition = var.made.ecs_task_definition_full
}

data "aws_ecs_container_definition" "plain" {
  task_definition = var.made.ecs_task_definition_plain
  container_name  = "web"
}

data "aws_ecs_container_definition" "full" {
  task_definition = var.made.ecs_task_definition_full
  container_name  = "web"
}

# ---- identities and keys ----

data "aws_iam_policy_document" "empty" {}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "full" {
  source_policy_documents = [data.aws_iam_policy_document.empty.json]

  statement {
    sid       = "Read"
    effect    = "Deny"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["123456789012"]
    }
  }
}

data "aws_iam_role" "plain" {
  name = "plain"
}

data "aws_iam_policy" "plain" {
  arn = var.made.iam_policy_plain
}

data "aws_iam_policy" "by_name" {
  name = "plain"
}

data "aws_iam_session_context" "role" {
  arn = "arn:aws:sts::${data.aws_caller_identity.me.account_id}:assumed-role/plain/me"
}

data "aws_iam_session_context" "other" {
  arn = "arn:aws:iam::123456789012:user/me"
}

data "aws_kms_key" "plain" {
  key_id = var.made.kms_key_plain
}

data "aws_kms_key" "full" {
  key_id = var.made.kms_key_full
}

data "aws_kms_alias" "plain" {
  name = "alias/plain"
}

# ---- stores ----

data "aws_s3_bucket" "plain" {
  bucket = var.made.s3_bucket_plain
}

data "aws_secretsmanager_secret" "plain" {
  arn = var.made.secretsmanager_secret_plain
}

data "aws_secretsmanager_secret_version" "plain" {
  secret_id = var.made.secretsmanager_secret_version_plain
}

data "aws_ssm_parameter" "plain" {
  name = "plain"
}

data "aws_ssm_parameter" "secure" {
  name = "secure"
}

data "aws_db_instance" "plain" {
  db_instance_identifier = "plain"
}

data "aws_cloudwatch_log_group" "plain" {
  name = "plain"
}

# ---- names ----

data "aws_acm_certificate" "plain" {
  domain   = "plain.example.com"
  statuses = ["PENDING_VALIDATION", "ISSUED"]
}

data "aws_route53_zone" "plain" {
  zone_id = var.made.route53_zone_plain
}

data "aws_route53_zone" "inner" {
  name         = "inner.example.com"
  private_zone = true
}

data "aws_service_discovery_http_namespace" "plain" {
  name = "plain"
}

data "aws_service_discovery_dns_namespace" "plain" {
  name = "plain.internal"
  type = "DNS_PRIVATE"
}

data "aws_service_discovery_service" "tags" {
  name         = "tags"
  namespace_id = var.made.service_discovery_http_namespace_plain
}

data "aws_service_discovery_service" "plain" {
  name         = "plain"
  namespace_id = var.made.service_discovery_http_namespace_plain
}

# ---- of the provider ----

data "aws_arn" "role" {
  arn = "arn:aws:iam::123456789012:role/web"
}

data "aws_availability_zones" "all" {}

data "aws_availability_zones" "available" {
  state = "available"
}

data "aws_caller_identity" "me" {}

data "aws_default_tags" "all" {}

data "aws_partition" "ours" {}

data "aws_region" "here" {}

data "aws_service_principal" "ecs" {
  service_name = "ecs"
}
