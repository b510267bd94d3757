variable "newest" {
  default = true
}

data "aws_ami" "by_name" {
  owners = ["self"]

  filter {
    name   = "name"
    values = ["shop-1"]
  }
}

data "aws_ami" "by_regex" {
  name_regex = "^shop-[1]$"
}

data "aws_ami" "newest" {
  most_recent = var.newest
  owners      = ["self"]

  filter {
    name   = "name"
    values = ["shop-*"]
  }

  filter {
    name   = "state"
    values = ["available"]
  }
}

output "names" {
  value = [data.aws_ami.by_name.name, data.aws_ami.by_regex.name, data.aws_ami.newest.name]
}

output "arn" {
  value = data.aws_ami.by_name.arn == "arn:aws:ec2:us-east-1::image/${data.aws_ami.by_name.id}"
}
