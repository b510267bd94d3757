variable "is" {
  type = object({
    cores   = optional(number)
    threads = optional(number)
    check   = optional(bool)
  })

  default = {}
}

resource "aws_instance" "main" {
  ami                  = "ami-12345678"
  instance_type        = "m5.large"
  cpu_core_count       = var.is.cores
  cpu_threads_per_core = var.is.threads
  source_dest_check    = var.is.check

  cpu_options {
    core_count       = 1
    threads_per_core = 1
  }

  network_interface {
    network_interface_id = "eni-12345678"
    device_index         = 0
  }
}
