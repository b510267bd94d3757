variable "size" {
  default = 1
}

variable "name" {
  default = "workers"
}

variable "protect" {
  type    = bool
  default = null
}

variable "suspended" {
  type    = list(string)
  default = ["AZRebalance"]
}

variable "metrics" {
  type    = list(string)
  default = ["GroupMinSize"]
}

variable "tags" {
  type    = map(string)
  default = {
    Role  = "worker"
    Stage = "test"
  }
}

variable "pool" {
  type    = list(number)
  default = [2]
}

variable "target" {
  default = "one"
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "main" {
  for_each = { a = 1, b = 2 }

  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.1.${each.value}.0/24"
  availability_zone = "us-east-1${each.key}"
}

resource "aws_launch_template" "main" {
  name          = "workers"
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_lb_target_group" "main" {
  for_each = toset(["one", "two"])

  name     = each.key
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_autoscaling_group" "main" {
  name                  = var.name
  min_size              = var.size
  max_size              = 4
  vpc_zone_identifier   = [for s in aws_subnet.main : s.id]
  target_group_arns     = [aws_lb_target_group.main[var.target].arn]
  protect_from_scale_in = var.protect
  suspended_processes   = var.suspended
  enabled_metrics       = var.metrics
  termination_policies  = ["OldestInstance", "Default"]
  force_delete          = false

  launch_template {
    id      = aws_launch_template.main.id
    version = "$Latest"
  }

  dynamic "warm_pool" {
    for_each = var.pool

    content {
      pool_state                  = "Stopped"
      min_size                    = 1
      max_group_prepared_capacity = warm_pool.value

      instance_reuse_policy {
        reuse_on_scale_in = true
      }
    }
  }

  tag {
    key                 = "AmazonECSManaged"
    value               = true
    propagate_at_launch = true
  }

  dynamic "tag" {
    for_each = var.tags

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = false
    }
  }
}

# What attaches does not fight with arguments of the group that are not set.
resource "aws_autoscaling_group" "mixed" {
  name_prefix        = "mixed-"
  availability_zones = ["us-east-1a"]
  min_size           = 0
  max_size           = 2
  desired_capacity   = 1

  mixed_instances_policy {
    instances_distribution {
      on_demand_base_capacity  = 1
      spot_allocation_strategy = "capacity-optimized"
    }

    launch_template {
      launch_template_specification {
        launch_template_name = aws_launch_template.main.name
        version              = aws_launch_template.main.latest_version
      }

      override {
        instance_type     = "t3.small"
        weighted_capacity = "1"
      }

      override {
        instance_type = "t3.medium"
      }
    }
  }
}

resource "aws_autoscaling_group" "hooked" {
  availability_zones = ["us-east-1a"]
  min_size           = 1
  max_size           = 1

  launch_template {
    name = aws_launch_template.main.name
  }

  initial_lifecycle_hook {
    name                 = "drain"
    lifecycle_transition = "autoscaling:EC2_INSTANCE_TERMINATING"
    heartbeat_timeout    = 60
  }
}

resource "aws_autoscaling_attachment" "mixed" {
  autoscaling_group_name = aws_autoscaling_group.mixed.name
  lb_target_group_arn    = aws_lb_target_group.main["two"].arn
}

output "tags" {
  value = length(aws_autoscaling_group.main.tag)
}
