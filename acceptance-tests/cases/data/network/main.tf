resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"

  tags = {
    Name = "network"
  }
}

resource "aws_subnet" "main" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]

  tags = {
    Tier = "front"
  }
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "main" {
  subnet_id      = aws_subnet.main[0].id
  route_table_id = aws_route_table.main.id
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id
}

data "aws_vpc" "by_id" {
  id = aws_vpc.main.id
}

data "aws_vpc" "by_tag" {
  tags       = { Name = "network" }
  depends_on = [aws_vpc.main]
}

data "aws_vpc" "by_range" {
  cidr_block = aws_vpc.main.cidr_block
  depends_on = [aws_vpc.main]
}

data "aws_vpcs" "named" {
  tags       = { Name = "network" }
  depends_on = [aws_vpc.main]
}

data "aws_subnet" "second" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "us-east-1b"
  depends_on        = [aws_subnet.main]
}

data "aws_subnets" "front" {
  filter {
    name   = "vpc-id"
    values = [aws_vpc.main.id]
  }

  tags       = { Tier = "front" }
  depends_on = [aws_subnet.main]
}

data "aws_security_group" "web" {
  name       = "web"
  vpc_id     = aws_vpc.main.id
  depends_on = [aws_security_group.web]
}

data "aws_security_groups" "all" {
  filter {
    name   = "group-name"
    values = [aws_security_group.web.name]
  }

  filter {
    name   = "vpc-id"
    values = [aws_vpc.main.id]
  }
}

data "aws_route_table" "of_subnet" {
  subnet_id  = aws_subnet.main[0].id
  depends_on = [aws_route_table_association.main]
}

data "aws_instances" "none" {
  instance_tags = { Name = "nobody" }
}

output "vpcs" {
  value = [
    data.aws_vpc.by_tag.id == aws_vpc.main.id,
    data.aws_vpc.by_range.id == aws_vpc.main.id,
    data.aws_vpc.by_id.main_route_table_id == aws_vpc.main.main_route_table_id,
    data.aws_vpc.by_id.arn == aws_vpc.main.arn,
    data.aws_vpc.by_id.enable_dns_support,
    data.aws_vpc.by_id.tags["Name"],
    data.aws_vpc.by_id.cidr_block_associations[0].cidr_block,
    data.aws_vpcs.named.ids == tolist([aws_vpc.main.id]),
  ]
}

output "subnets" {
  value = [
    data.aws_subnet.second.id == aws_subnet.main[1].id,
    data.aws_subnet.second.cidr_block,
    sort(data.aws_subnets.front.ids) == sort(aws_subnet.main[*].id),
  ]
}

output "groups" {
  value = [
    data.aws_security_group.web.id == aws_security_group.web.id,
    data.aws_security_group.web.arn == aws_security_group.web.arn,
    data.aws_security_groups.all.ids == tolist([aws_security_group.web.id]),
    data.aws_security_groups.all.arns == tolist([aws_security_group.web.arn]),
    data.aws_security_groups.all.vpc_ids == tolist([aws_vpc.main.id]),
  ]
}

output "route_table" {
  value = [
    data.aws_route_table.of_subnet.id == aws_route_table.main.id,
    data.aws_route_table.of_subnet.routes[0].gateway_id == aws_internet_gateway.main.id,
    length(data.aws_route_table.of_subnet.routes),
    data.aws_route_table.of_subnet.associations[0].subnet_id == aws_subnet.main[0].id,
  ]
}

output "instances" {
  value = length(data.aws_instances.none.ids)
}
