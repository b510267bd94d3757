variable "conditions" {
  type = list(object({
    host   = optional(string)
    path   = optional(string)
    range  = optional(string)
    header = optional(string)
    query  = optional(string)
  }))
}

resource "aws_lb_listener_rule" "main" {
  listener_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/web/1234567890abcdef/1234567890abcdef"

  action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
    }
  }

  dynamic "condition" {
    for_each = var.conditions

    content {
      dynamic "host_header" {
        for_each = condition.value.host[*]

        content {
          values = [host_header.value]
        }
      }

      dynamic "path_pattern" {
        for_each = condition.value.path[*]

        content {
          values = [path_pattern.value]
        }
      }

      dynamic "source_ip" {
        for_each = condition.value.range[*]

        content {
          values = [source_ip.value]
        }
      }

      dynamic "http_header" {
        for_each = condition.value.header[*]

        content {
          http_header_name = http_header.value
          values           = ["yes"]
        }
      }

      dynamic "query_string" {
        for_each = condition.value.query[*]

        content {
          value = query_string.value
        }
      }
    }
  }
}
