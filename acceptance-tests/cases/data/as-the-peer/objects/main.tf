# One object with little in it, and one with more, of each kind that a data source finds.

resource "aws_vpc" "plain" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc" "full" {
  cidr_block                       = "10.2.0.0/16"
  assign_generated_ipv6_cidr_block = true
  enable_dns_hostnames             = true
  tags                             = { Name = "full" }
}

resource "aws_subnet" "plain" {
  count             = 2
  vpc_id            = aws_vpc.plain.id
  cidr_block        = cidrsubnet(aws_vpc.plain.cidr_block, 8, count.index)
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
}

resource "aws_internet_gateway" "plain" {
  vpc_id = aws_vpc.plain.id
}

resource "aws_route_table" "plain" {
  vpc_id = aws_vpc.plain.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.plain.id
  }
}

resource "aws_route_table_association" "plain" {
  subnet_id      = aws_subnet.plain[0].id
  route_table_id = aws_route_table.plain.id
}

resource "aws_security_group" "plain" {
  name   = "plain"
  vpc_id = aws_vpc.plain.id
}

# ---- images and templates ----

resource "aws_launch_template" "plain" {
  name          = "plain"
  instance_type = "t3.micro"
}

resource "aws_launch_template" "full" {
  name          = "full"
  image_id      = "ami-0a1b2c3d4e5f60712"
  instance_type = "t3.micro"
  ebs_optimized = true

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size = 10
    }
  }

  iam_instance_profile {
    name = "web"
  }

  metadata_options {
    http_tokens = "required"
  }

  monitoring {
    enabled = true
  }

  network_interfaces {
    subnet_id = aws_subnet.plain[0].id
  }

  placement {
    availability_zone = "us-east-1a"
  }

  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "full" }
  }
}

# ---- load balancers ----

resource "aws_lb" "plain" {
  name     = "plain"
  internal = true
  subnets  = aws_subnet.plain[*].id
}

resource "aws_lb" "net" {
  name               = "net"
  internal           = true
  load_balancer_type = "network"
  subnets            = aws_subnet.plain[*].id
}

resource "aws_lb_target_group" "plain" {
  name     = "plain"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.plain.id
}

resource "aws_lb_target_group" "net" {
  name     = "net"
  port     = 80
  protocol = "TCP"
  vpc_id   = aws_vpc.plain.id
}

resource "aws_lb_target_group" "lambda" {
  name        = "lambda"
  target_type = "lambda"
}

resource "aws_lb_listener" "plain" {
  load_balancer_arn = aws_lb.plain.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.plain.arn
  }
}

resource "aws_lb_listener" "fixed" {
  load_balancer_arn = aws_lb.plain.arn
  port              = 81
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener" "redirect" {
  load_balancer_arn = aws_lb.plain.arn
  port              = 82
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "net" {
  load_balancer_arn = aws_lb.net.arn
  port              = 80
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.net.arn
  }
}

# ---- containers ----

resource "aws_ecr_repository" "plain" {
  force_delete = true
  name         = "plain"
}

resource "aws_ecs_cluster" "plain" {
  name = "plain"
}

resource "aws_ecs_task_definition" "plain" {
  family                = "plain"
  container_definitions = jsonencode([{ name = "web", image = "nginx", memory = 128 }])
}

resource "aws_ecs_task_definition" "full" {
  family                   = "full"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  task_role_arn            = aws_iam_role.plain.arn

  container_definitions = jsonencode([{
    name        = "web"
    image       = "nginx:1.27"
    cpu         = 128
    memory      = 256
    environment = [{ name = "STAGE", value = "test" }]
  }])

  volume {
    name = "data"
  }

  volume {
    name = "shared"

    efs_volume_configuration {
      file_system_id = "fs-0123456789abcdef0"
    }
  }
}

resource "aws_ecs_service" "plain" {
  name            = "plain"
  cluster         = aws_ecs_cluster.plain.arn
  task_definition = aws_ecs_task_definition.plain.arn
}

# ---- identities and keys ----

resource "aws_iam_role" "plain" {
  name = "plain"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Action = "sts:AssumeRole", Effect = "Allow", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_iam_policy" "plain" {
  name = "plain"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Action = "s3:GetObject", Effect = "Allow", Resource = "*" }]
  })
}

resource "aws_kms_key" "plain" {}

resource "aws_kms_key" "full" {
  description             = "a key with more"
  deletion_window_in_days = 7
  tags                    = { Name = "full" }
}

resource "aws_kms_alias" "plain" {
  name          = "alias/plain"
  target_key_id = aws_kms_key.plain.id
}

# ---- stores ----

resource "aws_s3_bucket" "plain" {
  bucket = "plain-${aws_kms_key.plain.key_id}"
}

resource "aws_secretsmanager_secret" "plain" {
  name = "plain"
}

resource "aws_secretsmanager_secret_version" "plain" {
  secret_id     = aws_secretsmanager_secret.plain.id
  secret_string = "a secret of its own"
}

resource "aws_ssm_parameter" "plain" {
  name  = "plain"
  type  = "String"
  value = "x"
}

resource "aws_ssm_parameter" "secure" {
  name  = "secure"
  type  = "SecureString"
  value = "x"
}

resource "aws_db_instance" "plain" {
  identifier          = "plain"
  allocated_storage   = 20
  engine              = "postgres"
  engine_version      = "14"
  instance_class      = "db.t3.small"
  username            = "plain"
  password            = "a password of its own"
  skip_final_snapshot = true
}

resource "aws_cloudwatch_log_group" "plain" {
  name = "plain"
}

# ---- names ----

resource "aws_acm_certificate" "plain" {
  domain_name       = "plain.example.com"
  validation_method = "DNS"
}

resource "aws_route53_zone" "plain" {
  name = "plain.example.com"
}

resource "aws_route53_zone" "inner" {
  name = "inner.example.com"

  vpc {
    vpc_id = aws_vpc.plain.id
  }
}

resource "aws_service_discovery_http_namespace" "plain" {
  name = "plain"
}

resource "aws_service_discovery_private_dns_namespace" "plain" {
  name = "plain.internal"
  vpc  = aws_vpc.plain.id
}

resource "aws_service_discovery_service" "tags" {
  name         = "tags"
  namespace_id = aws_service_discovery_http_namespace.plain.id
  tags         = { Name = "tags" }
}

resource "aws_service_discovery_service" "plain" {
  name         = "plain"
  namespace_id = aws_service_discovery_http_namespace.plain.id
}

# ---- of the provider ----

output "made" {
  value = {
    kms_key_full                           = aws_kms_key.full.id
    ecs_cluster_plain                      = aws_ecs_cluster.plain.arn
    ecs_task_definition_full               = aws_ecs_task_definition.full.arn
    ecs_task_definition_plain              = aws_ecs_task_definition.plain.arn
    iam_policy_plain                       = aws_iam_policy.plain.arn
    kms_key_plain                          = aws_kms_key.plain.id
    launch_template_full                   = aws_launch_template.full.id
    lb_listener_fixed                      = aws_lb_listener.fixed.arn
    lb_listener_net                        = aws_lb_listener.net.arn
    lb_listener_plain                      = aws_lb_listener.plain.arn
    lb_plain                               = aws_lb.plain.arn
    lb_target_group_lambda                 = aws_lb_target_group.lambda.arn
    lb_target_group_plain                  = aws_lb_target_group.plain.arn
    route53_zone_plain                     = aws_route53_zone.plain.zone_id
    route_table_plain                      = aws_route_table.plain.id
    s3_bucket_plain                        = aws_s3_bucket.plain.bucket
    secretsmanager_secret_plain            = aws_secretsmanager_secret.plain.arn
    secretsmanager_secret_version_plain    = aws_secretsmanager_secret_version.plain.secret_id
    security_group_plain                   = aws_security_group.plain.id
    service_discovery_http_namespace_plain = aws_service_discovery_http_namespace.plain.id
    subnet_plain                           = aws_subnet.plain[0].id
    vpc_full                               = aws_vpc.full.id
    vpc_plain                              = aws_vpc.plain.id
  }
}
