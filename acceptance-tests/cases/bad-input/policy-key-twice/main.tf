variable "inline" {
  default = ""
}

variable "own" {
  default = ""
}

locals {
  policies = { for place, effect in { inline = var.inline, own = var.own } : place => join("", [
    "{\"Version\":\"2012-10-17\",\"Statement\":[{",
    effect == "" ? "" : "\"Effect\":\"${effect}\",",
    "\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}",
  ]) }
}

resource "aws_iam_role" "main" {
  name               = "web"
  assume_role_policy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":\"*\"}]}"

  inline_policy {
    name   = "inline"
    policy = local.policies["inline"]
  }
}

resource "aws_iam_role_policy" "main" {
  role   = aws_iam_role.main.id
  policy = local.policies["own"]
}
