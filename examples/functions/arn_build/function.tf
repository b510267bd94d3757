locals {
  role = provider::aws::arn_build("aws", "iam", "", "123456789012", "role/shop/web") # arn:aws:iam::123456789012:role/shop/web
}
