variable "service" {
  default = "autoscaling.amazonaws.com"
}

variable "description" {
  default = "Scales the shop"
}

resource "aws_iam_service_linked_role" "main" {
  aws_service_name = var.service
  description      = var.description
}
