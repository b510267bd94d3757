variable "group" {
  description = "Name of an Auto Scaling group that ignores changes of its target_group_arns."
}

variable "target_group_arn" {
  description = "Target group that its instances are registered with."
}

resource "aws_autoscaling_attachment" "web" {
  autoscaling_group_name = var.group
  lb_target_group_arn    = var.target_group_arn
}
