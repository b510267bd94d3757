locals {
  role = provider::aws::trim_iam_role_path("arn:aws:iam::123456789012:role/shop/web") # arn:aws:iam::123456789012:role/web
}
