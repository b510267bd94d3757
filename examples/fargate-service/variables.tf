variable "region" {
  description = "Where the stack lives"
  type        = string
  default     = "eu-central-1"
}

variable "name" {
  description = "What every part of the stack is called after"
  type        = string
  default     = "ticketing"
}

variable "stage" {
  description = "The value of the tag Stage"
  type        = string
  default     = "test"
}

variable "port" {
  description = "The port that the container listens on"
  type        = number
  default     = 8080
}

variable "tasks" {
  description = "How many copies of the container run"
  type        = number
  default     = 0
}
