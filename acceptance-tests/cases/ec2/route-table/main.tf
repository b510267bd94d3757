variable "routes" {
  type    = list(string)
  default = ["0.0.0.0/0"]
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id

  dynamic "route" {
    for_each = var.routes

    content {
      cidr_block = route.value
      gateway_id = aws_internet_gateway.main.id
    }
  }
}

resource "aws_route_table" "unmanaged_routes" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "single" {
  route_table_id         = aws_route_table.unmanaged_routes.id
  destination_cidr_block = "192.168.0.0/24"
  gateway_id             = aws_internet_gateway.main.id
}
