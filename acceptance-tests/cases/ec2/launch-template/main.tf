variable "type" {
  default = "t3.micro"
}

variable "name" {
  default = "web"
}

variable "update_default" {
  default = null
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id
}

resource "aws_launch_template" "web" {
  name                   = var.name
  image_id               = "ami-12c6146b"
  instance_type          = var.type
  ebs_optimized          = true
  update_default_version = var.update_default
  vpc_security_group_ids = [aws_security_group.web.id]
  user_data              = base64encode("#!/bin/sh\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\n")

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size           = 30
      volume_type           = "gp3"
      delete_on_termination = true
      encrypted             = true
    }
  }

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }

  monitoring {
    enabled = true
  }

  tag_specifications {
    resource_type = "instance"

    tags = {
      Name = "web"
    }
  }
}

resource "aws_launch_template" "plain" {
  name_prefix = "plain-"

  tags = {
    Purpose = "shop"
  }

  network_interfaces {
    associate_public_ip_address = "true"
    security_groups             = [aws_security_group.web.id]
  }
}

data "aws_launch_template" "web" {
  name       = aws_launch_template.web.name
  depends_on = [aws_launch_template.web]
}

output "found" {
  value = [data.aws_launch_template.web.id == aws_launch_template.web.id, data.aws_launch_template.web.instance_type]
}

# Nothing but a name.
resource "aws_launch_template" "bare" {
  name = "bare"
}
