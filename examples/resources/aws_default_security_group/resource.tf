# Without rules, nobody uses the group by mistake.
resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id
}
