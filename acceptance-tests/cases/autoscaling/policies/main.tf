variable "target" {
  default = 60
}

variable "steps" {
  default = 1
}

variable "most" {
  default = 4
}

variable "name" {
  default = "cpu"
}

resource "aws_launch_template" "workers" {
  name          = "workers"
  image_id      = "ami-03cf127a"
  instance_type = "t3.micro"
}

resource "aws_autoscaling_group" "workers" {
  name               = "workers"
  min_size           = 0
  max_size           = 0
  availability_zones = ["us-east-1a"]

  launch_template {
    id = aws_launch_template.workers.id
  }

  # The attachment has a type of its own.
  lifecycle {
    ignore_changes = [target_group_arns]
  }
}

resource "aws_autoscaling_policy" "tracking" {
  name                   = var.name
  autoscaling_group_name = aws_autoscaling_group.workers.name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value = var.target

    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}

resource "aws_autoscaling_policy" "steps" {
  name                   = "steps"
  autoscaling_group_name = aws_autoscaling_group.workers.name
  policy_type            = "StepScaling"
  adjustment_type        = "ChangeInCapacity"

  step_adjustment {
    metric_interval_lower_bound = 0
    scaling_adjustment          = var.steps
  }
}

resource "aws_autoscaling_policy" "simple" {
  name                   = "simple"
  autoscaling_group_name = aws_autoscaling_group.workers.name
  adjustment_type        = "ChangeInCapacity"
  scaling_adjustment     = var.steps
  cooldown               = 60
}

resource "aws_autoscaling_schedule" "night" {
  scheduled_action_name  = "night"
  autoscaling_group_name = aws_autoscaling_group.workers.name
  min_size               = 0
  max_size               = var.most
  desired_capacity       = -1
  recurrence             = "0 22 * * *"
  start_time             = "2040-01-01T22:00:00Z"
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_lb_target_group" "web" {
  name     = "workers"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_autoscaling_attachment" "web" {
  autoscaling_group_name = aws_autoscaling_group.workers.name
  lb_target_group_arn    = aws_lb_target_group.web.arn
}
