variable "purpose" {
  default = "shop"
}

variable "message" {
  default = "Your code is {####}."
}

variable "length" {
  default = 8
}

variable "attributes" {
  type    = list(string)
  default = ["tenant"]
}

variable "mfa" {
  default = "OPTIONAL"
}

variable "name" {
  default = "shop"
}

resource "aws_cognito_user_pool" "main" {
  name                       = var.name
  mfa_configuration          = var.mfa
  username_attributes        = ["email"]
  auto_verified_attributes   = ["email"]
  email_verification_subject = "Welcome"
  email_verification_message = var.message
  deletion_protection        = "INACTIVE"

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }

    recovery_mechanism {
      name     = "admin_only"
      priority = 2
    }
  }

  admin_create_user_config {
    allow_admin_create_user_only = true

    invite_message_template {
      email_subject = "You are invited"
      email_message = "{username}, your password is {####}."
      sms_message   = "{username} {####}"
    }
  }

  device_configuration {
    challenge_required_on_new_device = true
  }

  password_policy {
    minimum_length                   = var.length
    require_lowercase                = true
    require_numbers                  = true
    require_symbols                  = false
    require_uppercase                = true
    temporary_password_validity_days = 3
  }

  dynamic "schema" {
    for_each = var.attributes
    content {
      name                = schema.value
      attribute_data_type = "String"
      mutable             = true

      string_attribute_constraints {
        min_length = 1
        max_length = 64
      }
    }
  }

  dynamic "software_token_mfa_configuration" {
    for_each = var.mfa == "OFF" ? [] : [1]
    content {
      enabled = true
    }
  }

  tags = { Purpose = var.purpose }
}

resource "aws_cognito_user_pool" "plain" {
  name = "plain"
}

output "issuer" {
  value = replace(aws_cognito_user_pool.main.endpoint, aws_cognito_user_pool.main.id, "ID")
}
