# A service that is otherwise set up by hand in the console: one task on Fargate with a public address, in the default VPC, from an
# image of the Marketplace's registry. What it makes is what the console asks for, in the same order.

terraform {
  required_providers {
    aws = {
      source = "caws/aws"
    }
  }
}

provider "aws" {
  region = var.region
}

data "aws_caller_identity" "me" {}

data "aws_vpc" "default" {
  default = true
}

data "aws_subnets" "default" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.default.id]
  }
}

# The task's own role, and the role that starts it.

data "aws_iam_policy_document" "tasks" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.me.account_id]
    }
  }
}

data "aws_iam_policy_document" "metering" {
  statement {
    sid       = "Metering"
    actions   = ["aws-marketplace:RegisterUsage", "aws-marketplace:MeterUsage"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "metering" {
  name        = "ResponderAPITaskServicePolicy"
  description = "Lets the task tell the Marketplace that it runs."
  policy      = data.aws_iam_policy_document.metering.json
}

resource "aws_iam_role" "task" {
  name               = "ResponderAPIECSTaskRole"
  assume_role_policy = data.aws_iam_policy_document.tasks.json
}

resource "aws_iam_role_policy_attachment" "task" {
  role       = aws_iam_role.task.name
  policy_arn = aws_iam_policy.metering.arn
}

resource "aws_iam_role" "execution" {
  name               = "ecsTaskExecutionRole"
  assume_role_policy = data.aws_iam_policy_document.tasks.json
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

# The task definition.

resource "aws_cloudwatch_log_group" "tasks" {
  name              = "/ecs/responderapi-task"
  retention_in_days = var.retention
}

resource "aws_ecs_task_definition" "api" {
  family                   = "responderapi_task"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  task_role_arn            = aws_iam_role.task.arn
  execution_role_arn       = aws_iam_role.execution.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  container_definitions = jsonencode([{
    name              = "responderapi"
    image             = var.image
    essential         = true
    cpu               = 512
    memory            = 1024
    memoryReservation = 1024

    portMappings = [{
      name          = "http"
      containerPort = 8080
      protocol      = "tcp"
      appProtocol   = "http"
    }]

    healthCheck = {
      command = ["CMD-SHELL", "/sbin/healthcheck --url=http://localhost:8080/healthcheck"]
    }

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.tasks.name
        awslogs-region        = var.region
        awslogs-stream-prefix = "ecs"
      }
    }
  }])
}

# The cluster, its network and its service.

resource "aws_ecs_cluster" "main" {
  name = "responderapi"
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
}

resource "aws_security_group" "service" {
  name        = "responderapi-service"
  description = "What reaches the service, and what it reaches"
  vpc_id      = data.aws_vpc.default.id
}

resource "aws_vpc_security_group_ingress_rule" "own" {
  security_group_id            = aws_security_group.service.id
  description                  = "ResponderAPI Service Inbound Rule"
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.service.id
}

resource "aws_vpc_security_group_ingress_rule" "client" {
  security_group_id = aws_security_group.service.id
  description       = "ResponderAPI Service Client Inbound Rule"
  ip_protocol       = "tcp"
  from_port         = 8080
  to_port           = 8080
  cidr_ipv4         = var.client
}

resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = aws_security_group.service.id
  description       = "ResponderAPI Service Outbound"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_ecs_service" "api" {
  name             = "responderapi-service"
  cluster          = aws_ecs_cluster.main.id
  task_definition  = aws_ecs_task_definition.api.arn
  launch_type      = "FARGATE"
  platform_version = "LATEST"
  desired_count    = var.tasks

  network_configuration {
    subnets          = data.aws_subnets.default.ids
    security_groups  = [aws_security_group.service.id]
    assign_public_ip = true
  }

  depends_on = [aws_iam_role_policy_attachment.task, aws_iam_role_policy_attachment.execution]
}

# An alarm for what the console leaves to the reader: a service that does not come up.

resource "aws_cloudwatch_metric_alarm" "down" {
  alarm_name          = "responderapi-down"
  namespace           = "AWS/ECS"
  metric_name         = "CPUUtilization"
  statistic           = "SampleCount"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 5
  treat_missing_data  = "breaching"

  dimensions = {
    ClusterName = aws_ecs_cluster.main.name
    ServiceName = aws_ecs_service.api.name
  }
}
