variable "region" {
  description = "Where all of it is made."
  type        = string
  default     = "us-east-1"
}

variable "image" {
  description = "The image, as the Marketplace's registry names it after the subscription."
  type        = string
  default     = "709825985650.dkr.ecr.us-east-1.amazonaws.com/certograph/responderapi:latest"
}

variable "architecture" {
  description = "X86_64 or ARM64: that of the image."
  type        = string
  default     = "X86_64"
}

variable "client" {
  description = "The only addresses that may call the service."
  type        = string
  default     = "203.0.113.7/32"
}

variable "tasks" {
  description = "How many tasks run."
  type        = number
  default     = 1
}

variable "retention" {
  description = "How many days logs are kept."
  type        = number
  default     = 7
}
