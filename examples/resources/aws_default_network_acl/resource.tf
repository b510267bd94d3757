# Without entries, nothing comes in or goes out of subnets that nobody thought of.
resource "aws_default_network_acl" "main" {
  default_network_acl_id = aws_vpc.main.default_network_acl_id
}
