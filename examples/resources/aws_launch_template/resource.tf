resource "aws_launch_template" "web" {
  name_prefix            = "web-"
  image_id               = "ami-0a1b2c3d4e5f60718"
  instance_type          = "t3.small"
  vpc_security_group_ids = [aws_security_group.web.id]
  update_default_version = true

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size = 30
      volume_type = "gp3"
    }
  }

  metadata_options {
    http_tokens = "required"
  }
}
