variable "arn" {
  default = "arn:aws:iam::123456789012:role/shop/web"
}

variable "role" {
  default = "arn:aws:iam::123456789012:role/shop/web"
}

# Known only after apply, as is then what is made of it.
resource "aws_ecr_repository" "main" {
  name = provider::aws::arn_parse(var.arn).resource == "role/shop/web" ? "shop/web" : "other"
}

output "parsed" {
  value = provider::aws::arn_parse(var.arn)
}

output "repository" {
  value = provider::aws::arn_parse(aws_ecr_repository.main.arn).resource
}

output "built" {
  value = provider::aws::arn_build("aws", "iam", "", provider::aws::arn_parse(var.arn).account_id, "role/shop/web") == var.arn
}

output "trimmed" {
  value = provider::aws::trim_iam_role_path(var.role)
}
