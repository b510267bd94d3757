variable "stage" {
  default = "test"
}

variable "own" {
  type    = map(string)
  default = { Name = "main" }
}

provider "aws" {
  default_tags {
    tags = {
      Stage = var.stage
      Team  = "shop"
    }
  }

  ignore_tags {
    keys         = ["Cost"]
    key_prefixes = ["auto:"]
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
  tags       = var.own
}

resource "aws_ecs_cluster" "main" {
  name = "tagged"
  tags = {
    Team = null
  }
}
