resource "aws_cloudwatch_dashboard" "shop" {
  dashboard_name = "shop"

  dashboard_body = jsonencode({
    widgets = [{
      type       = "text"
      x          = 0
      y          = 0
      width      = 6
      height     = 2
      properties = { markdown = "# Shop" }
    }]
  })
}
