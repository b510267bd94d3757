resource "aws_cognito_user_pool" "shop" {
  name                     = "shop"
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]
  mfa_configuration        = "OPTIONAL"
  deletion_protection      = "ACTIVE"

  password_policy {
    minimum_length    = 12
    require_lowercase = true
    require_uppercase = true
    require_numbers   = true
  }

  software_token_mfa_configuration {
    enabled = true
  }

  verification_message_template {
    email_subject = "Your code for the shop"
    email_message = "Enter {####} to confirm your address."
  }

  # Further attributes can be added later, but neither changed nor removed.
  schema {
    name                = "tenant"
    attribute_data_type = "String"
    mutable             = true

    string_attribute_constraints {
      min_length = 1
      max_length = 64
    }
  }
}
