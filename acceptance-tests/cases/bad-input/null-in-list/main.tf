variable "subnet" {
  type    = string
  default = null
}

resource "aws_lb" "main" {
  subnets = ["subnet-0123456789abcdef0", var.subnet]
}
