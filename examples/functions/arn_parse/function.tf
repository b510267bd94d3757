locals {
  role    = provider::aws::arn_parse("arn:aws:iam::123456789012:role/shop/web")
  account = local.role.account_id # 123456789012
  name    = local.role.resource   # role/shop/web
}
