variable "is" {
  type = object({
    owners        = optional(list(string))
    arn           = optional(string)
    load_balancer = optional(string)
    port          = optional(number)
    launch_type   = optional(string)
  })
}

data "aws_ami" "main" {
  count       = var.is.owners == null ? 0 : 1
  owners      = var.is.owners
  most_recent = true
}

data "aws_lb_listener" "main" {
  count             = var.is.load_balancer == null ? 0 : 1
  arn               = var.is.arn
  load_balancer_arn = var.is.load_balancer
  port              = var.is.port
}

data "aws_ecs_task_execution" "main" {
  count           = var.is.launch_type == null ? 0 : 1
  cluster         = "web"
  task_definition = "web:1"
  launch_type     = var.is.launch_type
}
