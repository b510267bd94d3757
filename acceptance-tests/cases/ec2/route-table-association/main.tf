variable "table" {
  default = 0
}

variable "subnet" {
  default = 0
}

variable "generation" {
  default = 1
}

resource "terraform_data" "generation" {
  input = var.generation
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "all" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.1.0.0/16", 8, count.index)
}

resource "aws_route_table" "all" {
  count  = 2
  vpc_id = aws_vpc.main.id

  lifecycle {
    replace_triggered_by = [terraform_data.generation]
  }
}

resource "aws_route_table_association" "main" {
  subnet_id      = aws_subnet.all[var.subnet].id
  route_table_id = aws_route_table.all[var.table].id
}
