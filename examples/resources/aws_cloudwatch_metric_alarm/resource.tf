resource "aws_cloudwatch_metric_alarm" "cpu" {
  alarm_name          = "web-cpu"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 2
  metric_name         = "CPUUtilization"
  namespace           = "AWS/ECS"
  period              = 60
  statistic           = "Average"
  threshold           = 80
  alarm_actions       = ["arn:aws:sns:eu-central-1:123456789012:ops"]

  dimensions = {
    ClusterName = "shop"
    ServiceName = "web"
  }
}
