data "aws_ssm_parameter" "ecs_image" {
  name = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
}

resource "aws_launch_template" "ecs" {
  name_prefix = "ecs-"
  image_id    = data.aws_ssm_parameter.ecs_image.insecure_value
}
