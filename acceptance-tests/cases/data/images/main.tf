# The image of a stack's launch template, as people ask for it.
data "aws_ami" "linux" {
  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["linux-*"]
  }

  filter {
    name   = "architecture"
    values = ["x86_64"]
  }
}

data "aws_ami" "by_name" {
  most_recent = true
  owners      = ["137112412989"]
  name_regex  = "^linux-20\\d{2}[.](?:1|9)-[\\w]+$"
}

data "aws_ami" "windows" {
  filter {
    name   = "image-id"
    values = ["ami-0a1b2c3d4e5f60714"]
  }
}

data "aws_ami" "own" {
  owners             = ["self"]
  include_deprecated = true

  filter {
    name   = "name"
    values = ["own"]
  }
}

# ---- instances ----

resource "aws_launch_template" "main" {
  name          = "workers"
  image_id      = data.aws_ami.linux.id
  instance_type = "t3.micro"
}

resource "aws_autoscaling_group" "main" {
  name               = "workers"
  availability_zones = ["us-east-1a"]
  min_size           = 2
  max_size           = 2
  force_delete       = true

  launch_template {
    id      = aws_launch_template.main.id
    version = "$Latest"
  }

  tag {
    key                 = "Role"
    value               = "worker"
    propagate_at_launch = true
  }
}

data "aws_instances" "workers" {
  instance_tags = { Role = "worker" }
  depends_on    = [aws_autoscaling_group.main]
}

data "aws_instances" "of_group" {
  instance_state_names = ["running", "stopped"]
  depends_on           = [aws_autoscaling_group.main]

  filter {
    name   = "tag:aws:autoscaling:groupName"
    values = ["workers"]
  }
}

data "aws_instances" "stopped" {
  instance_state_names = ["stopped"]
  depends_on           = [aws_autoscaling_group.main]
}

output "linux" {
  value = { for k, v in data.aws_ami.linux : k => v if !contains(["filter", "region", "root_snapshot_id", "block_device_mappings"], k) }
}

output "linux_ids" {
  value = [
    data.aws_ami.linux.id == data.aws_ami.linux.image_id,
    data.aws_ami.linux.arn == "arn:aws:ec2:us-east-1::image/${data.aws_ami.linux.id}",
    [for d in data.aws_ami.linux.block_device_mappings : d.ebs.snapshot_id][0] == data.aws_ami.linux.root_snapshot_id,
  ]
}

output "disk" {
  value = [for d in data.aws_ami.linux.block_device_mappings : merge(d, { ebs = { for k, v in d.ebs : k => v if k != "snapshot_id" } })]
}

output "by_name" {
  value = [data.aws_ami.by_name.name, data.aws_ami.by_name.creation_date, data.aws_ami.windows.id]
}

output "own" {
  value = [data.aws_ami.own.name, data.aws_ami.own.owner_id, data.aws_ami.own.public]
}

output "instances" {
  value = [
    data.aws_instances.workers.id,
    length(data.aws_instances.workers.ids),
    length(data.aws_instances.workers.private_ips),
    sort(data.aws_instances.workers.ids) == sort(data.aws_instances.of_group.ids),
    data.aws_instances.stopped.ids,
    data.aws_instances.stopped.public_ips,
    data.aws_instances.stopped.ipv6_addresses,
    data.aws_instances.workers.instance_tags,
    data.aws_instances.of_group.instance_tags,
  ]
}
