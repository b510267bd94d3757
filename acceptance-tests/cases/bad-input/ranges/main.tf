variable "is" {
  type = object({
    range    = optional(string)
    ipv6     = optional(string)
    endpoint = optional(string)
    buffer   = optional(string)
  })

  default = {}
}

resource "aws_vpc" "main" {
  cidr_block        = coalesce(var.is.range, "10.0.0.0/16")
  ipv6_ipam_pool_id = "ipam-pool-12345678"
  ipv6_cidr_block   = var.is.ipv6
}

resource "aws_route" "main" {
  route_table_id             = "rtb-12345678"
  destination_prefix_list_id = "pl-12345678"
  vpc_endpoint_id            = var.is.endpoint
  transit_gateway_id         = var.is.endpoint == null ? "tgw-12345678" : null
}

resource "aws_autoscaling_policy" "main" {
  name                   = "web"
  autoscaling_group_name = "web"
  policy_type            = "PredictiveScaling"

  predictive_scaling_configuration {
    max_capacity_breach_behavior = "IncreaseMaxCapacity"
    max_capacity_buffer          = var.is.buffer

    metric_specification {
      target_value = 10

      predefined_metric_pair_specification {
        predefined_metric_type = "ASGCPUUtilization"
        resource_label         = "web"
      }
    }
  }
}
