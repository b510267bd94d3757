# A containerised service behind a network load balancer, on Fargate, with all that it needs around it.

terraform {
  required_providers {
    aws = {
      source = "caws/aws"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Project = "tickets"
      Stage   = var.stage
    }
  }
}

data "aws_caller_identity" "me" {}

resource "aws_lb" "front" {
  name               = "${var.name}-front"
  load_balancer_type = "network"
  internal           = false
  subnets            = aws_subnet.public[*].id

  enable_cross_zone_load_balancing = true
}

resource "aws_lb_target_group" "containers" {
  name        = "${var.name}-containers"
  vpc_id      = aws_vpc.main.id
  target_type = "ip"
  protocol    = "TCP"
  port        = 80

  health_check {
    protocol            = "HTTP"
    path                = "/healthy"
    interval            = 20
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "front" {
  load_balancer_arn = aws_lb.front.arn
  protocol          = "TCP"
  port              = 80

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.containers.arn
  }
}

resource "aws_ecr_repository" "images" {
  name = "${var.name}/web"
}

resource "aws_cloudwatch_log_group" "containers" {
  name              = "/tickets/${var.name}"
  retention_in_days = 14
}

resource "aws_ecs_cluster" "main" {
  name = var.name

  configuration {
    execute_command_configuration {
      logging = "OVERRIDE"

      log_configuration {
        cloud_watch_log_group_name = aws_cloudwatch_log_group.containers.name
      }
    }
  }

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecs_task_definition" "web" {
  family                   = "${var.name}-web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  execution_role_arn       = aws_iam_role.start.arn
  task_role_arn            = aws_iam_role.run.arn

  container_definitions = jsonencode([
    {
      name      = "web"
      image     = "${aws_ecr_repository.images.repository_url}:1"
      essential = true

      portMappings = [{ containerPort = var.port, protocol = "tcp" }]

      environment = [
        { name = "PUBLIC_URL", value = "http://${aws_lb.front.dns_name}" },
        { name = "ACCOUNT", value = data.aws_caller_identity.me.account_id },
      ]

      healthCheck = {
        command     = ["CMD-SHELL", "wget -q -O - http://localhost:${var.port}/healthy"]
        interval    = 20
        timeout     = 5
        retries     = 3
        startPeriod = 15
      }

      linuxParameters = { initProcessEnabled = true }

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.containers.name
          awslogs-region        = var.region
          awslogs-stream-prefix = "web"
        }
      }
    }
  ])
}

resource "aws_ecs_service" "web" {
  name            = "${var.name}-web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  launch_type     = "FARGATE"
  desired_count   = var.tasks

  enable_execute_command = true
  wait_for_steady_state  = true

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = aws_subnet.public[*].id
    security_groups  = [aws_security_group.containers.id]
    assign_public_ip = true
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.containers.arn
    container_name   = "web"
    container_port   = var.port
  }

  depends_on = [aws_lb_listener.front]
}
