variable "group" {
  description = "Name of an Auto Scaling group."
}

resource "aws_autoscaling_schedule" "night" {
  scheduled_action_name  = "night"
  autoscaling_group_name = var.group
  min_size               = 0
  max_size               = 4
  desired_capacity       = 0
  recurrence             = "0 22 * * *"
  time_zone              = "Europe/Berlin"
}
