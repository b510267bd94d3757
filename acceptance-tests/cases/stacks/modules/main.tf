variable "generation" {
  type    = number
  default = 1
}

variable "networks" {
  type = map(object({
    range   = string
    private = optional(number, 1)
    ports   = optional(list(number), [])
    tags    = optional(map(string))
  }))
  default = {
    shop     = { range = "10.1.0.0/16", private = 2, ports = [80, 443, 8080] }
    "büro 2" = { range = "10.2.0.0/16", tags = { Floor = "", Room = null } }
    none     = { range = "10.3.0.0/20", private = 0, ports = [22], tags = {} }
  }
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"

  default_tags {
    tags = { Coast = "west" }
  }
}

# Known with the apply only.
resource "terraform_data" "ranges" {
  input = [for n in range(var.generation) : cidrsubnet("172.16.0.0/12", 8, n)]
}

module "network" {
  source   = "./network"
  for_each = var.networks
  name     = each.key
  range    = each.value.range
  private  = each.value.private
  tags     = each.value.tags
}

module "far" {
  source    = "./network"
  count     = 1 # a single one
  name      = "far"
  range     = "10.9.0.0/16"
  providers = { aws = aws.west }
}

module "rules" {
  source   = "./rules"
  for_each = { for name, network in var.networks : name => network if length(network.ports) > 0 }
  vpc_id   = module.network[each.key].vpc_id
  ports    = each.value.ports
  ranges   = terraform_data.ranges.output
}

resource "aws_vpc_security_group_ingress_rule" "each" {
  for_each          = module.rules
  security_group_id = each.value.other_id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = var.networks[each.key].range
}

resource "aws_vpc_security_group_egress_rule" "kept" {
  security_group_id = module.rules["shop"].other_id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

data "aws_vpc" "far" {
  provider = aws.west
  id       = module.far[0].vpc_id
}

output "far" {
  value = data.aws_vpc.far.cidr_block
}
