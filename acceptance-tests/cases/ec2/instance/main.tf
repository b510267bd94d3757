# Registered outside of Terraform, which has no part in images.
data "aws_ami" "web" {
  owners = ["self"]

  filter {
    name   = "name"
    values = ["web"]
  }
}

variable "type" {
  default = "t3.micro"
}

variable "purpose" {
  default = "shop"
}

variable "protected" {
  default = false
}

variable "groups" {
  default = 1
}

variable "template_version" {
  default = null
}

variable "address" {
  default = "10.2.1.10"
}

resource "aws_vpc" "main" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.2.1.0/24"
}

resource "aws_security_group" "main" {
  count  = 2
  name   = "web-${count.index}"
  vpc_id = aws_vpc.main.id
}

resource "aws_instance" "web" {
  ami                         = data.aws_ami.web.id
  instance_type               = var.type
  subnet_id                   = aws_subnet.main.id
  private_ip                  = var.address
  associate_public_ip_address = true
  vpc_security_group_ids      = slice(aws_security_group.main.*.id, 0, var.groups)
  user_data                   = "#!/bin/sh\necho first\n"
  disable_api_termination     = var.protected

  root_block_device {
    volume_size = 20
    volume_type = "gp3"

    tags = {
      Purpose = var.purpose
    }
  }

  ebs_block_device {
    device_name = "/dev/sdg"
    volume_size = 9
  }

  metadata_options {
    http_tokens = "required"
  }

  tags = {
    Name = var.purpose
  }
}

resource "aws_instance" "plain" {
  ami           = data.aws_ami.web.id
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.main.id
  volume_tags   = { Purpose = var.purpose }

  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 8
  }
}

resource "aws_launch_template" "web" {
  name          = "web"
  image_id      = data.aws_ami.web.id
  instance_type = "t3.micro"
}

resource "aws_instance" "by_template" {
  subnet_id = aws_subnet.main.id

  launch_template {
    id      = aws_launch_template.web.id
    version = var.template_version
  }
}
