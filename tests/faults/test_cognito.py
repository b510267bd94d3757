"""User pools whose settings no emulator keeps as AWS does, and custom domains, which take minutes; told as AWS documents them."""
import re

from tests.faults.cognito import ARN, POOL, UserPools
from tests.faults.endpoint import Endpoint, Rule, caller_identity
from tests.faults.session import FaultTest

APPLY = ("apply", "-auto-approve", "-input=false")
EMPTY_PLAN = ("plan", "-detailed-exitcode", "-input=false")

SETTINGS = """
variable "new" {
  default = false
}

locals {
  one = "arn:aws:lambda:us-east-1:123456789012:function:one"
  two = "arn:aws:lambda:us-east-1:123456789012:function:two"
}

resource "aws_cognito_user_pool" "main" {
  name                       = "shop"
  auto_verified_attributes   = ["email"]
  mfa_configuration          = var.new ? "OFF" : "ON"
  sms_authentication_message = "Code {####}"
  sms_verification_message   = "One {####}"
  email_verification_message = var.new ? null : "One {####}"
  tags                       = { Purpose = var.new ? "store" : "shop" }

  sms_configuration {
    external_id    = "shop"
    sns_caller_arn = "arn:aws:iam::123456789012:role/sms"
  }

  dynamic "software_token_mfa_configuration" {
    for_each = var.new ? [] : [1]
    content {
      enabled = true
    }
  }

  dynamic "verification_message_template" {
    for_each = var.new ? [1] : []
    content {
      email_message = "Two {####}"
    }
  }

  lambda_config {
    pre_sign_up          = local.one
    pre_token_generation = var.new ? null : local.one

    dynamic "pre_token_generation_config" {
      for_each = var.new ? [1] : []
      content {
        lambda_arn     = local.two
        lambda_version = "V2_0"
      }
    }
  }

  dynamic "user_attribute_update_settings" {
    for_each = var.new ? [] : [1]
    content {
      attributes_require_verification_before_update = ["email"]
    }
  }

  schema {
    name                = "email"
    attribute_data_type = "String"
    mutable             = true
    required            = true
    # bounds: min_length = 0, max_length = 2048
  }

  schema {
    name                     = "rank"
    attribute_data_type      = "Number"
    developer_only_attribute = true
    mutable                  = true

    number_attribute_constraints {
      min_value = 1
    }
  }

  dynamic "schema" {
    for_each = var.new ? ["plan", "tenant"] : ["tenant"]
    content {
      name                = schema.value
      attribute_data_type = "String"
      # bounds:
    }
  }

  schema {
    name                     = "locale"
    attribute_data_type      = "String"
    developer_only_attribute = false
    mutable                  = false
    required                 = false

    string_attribute_constraints {}
  }
}
"""

FACTORS = """
variable "token" {
  default = true
}

resource "aws_cognito_user_pool" "main" {
  name              = "shop"
  mfa_configuration = "OPTIONAL"

  email_configuration {
    email_sending_account = "DEVELOPER"
    source_arn            = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
  }

  email_mfa_configuration {
    message = "Code {####}"
    subject = "Code"
  }

  web_authn_configuration {
    relying_party_id  = "example.com"
    user_verification = var.token ? "preferred" : "required"
  }

  dynamic "software_token_mfa_configuration" {
    for_each = var.token ? [1] : []
    content {
      enabled = true
    }
  }
}
"""

DOMAIN = """
variable "certificate" {
  default = "one"
}

variable "login" {
  default = 1
}

resource "aws_cognito_user_pool_domain" "main" {
  domain                = "login.example.com"
  user_pool_id          = "us-east-1_Ab129faBb"
  certificate_arn       = "arn:aws:acm:us-east-1:123456789012:certificate/${var.certificate}"
  managed_login_version = var.login
}

output "target" {
  value = aws_cognito_user_pool_domain.main.cloudfront_distribution
}
"""


def with_bounds(configuration):
    """With the bounds of texts that hashicorp/aws must have, or it plans a change for ever."""
    def block(match):
        return "string_attribute_constraints {\n" + match[1].replace(", ", "\n") + "\n}"
    return re.sub(r"# bounds:(.*)", block, configuration)


class Cognito(FaultTest):
    def test_settings(self):
        """A pool is updated as a whole: what says the same twice never contradicts itself, and MFA that is off goes alone."""
        pools = UserPools()
        with Endpoint([Rule("sts", answer=caller_identity()), *pools.rules]) as endpoint:
            workspace = self.workspace(SETTINGS, endpoint.url)
            workspace.run(*APPLY)
            workspace.run(*EMPTY_PLAN)
            [made] = endpoint.requests("cognito-idp", "CreateUserPool")
            self.assertNotIn("MfaConfiguration", made.json())
            self.assertEqual(sorted((a["Name"], a["Mutable"]) for a in made.json()["Schema"]),
                             [("email", True), ("locale", False), ("rank", True), ("tenant", False)])
            [factors] = endpoint.requests("cognito-idp", "SetUserPoolMfaConfig")
            sms = {"ExternalId": "shop", "SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}
            self.assertEqual(factors.json(), {
                "UserPoolId": POOL, "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": True},
                "SmsMfaConfiguration": {"SmsAuthenticationMessage": "Code {####}", "SmsConfiguration": sms}})

            workspace.run(*APPLY, "-var=new=true")
            workspace.run(*EMPTY_PLAN, "-var=new=true")
            self.assertEqual(endpoint.requests("cognito-idp", "SetUserPoolMfaConfig")[-1].json(), {"UserPoolId": POOL, "MfaConfiguration": "OFF"})
            [added] = endpoint.requests("cognito-idp", "AddCustomAttributes")
            self.assertEqual([a["Name"] for a in added.json()["CustomAttributes"]], ["plan"])
            updated = endpoint.requests("cognito-idp", "UpdateUserPool")[-1].json()
            self.assertEqual(updated["UserAttributeUpdateSettings"], {"AttributesRequireVerificationBeforeUpdate": []})
            self.assertEqual(updated["VerificationMessageTemplate"]["EmailMessage"], "Two {####}")
            self.assertEqual(updated["SmsVerificationMessage"], "One {####}")
            self.assertEqual(pools.pool["EmailVerificationMessage"], "Two {####}")
            self.assertEqual(pools.pool["LambdaConfig"]["PreTokenGeneration"], "arn:aws:lambda:us-east-1:123456789012:function:two")
            self.assertEqual(pools.pool["LambdaConfig"]["PreSignUp"], "arn:aws:lambda:us-east-1:123456789012:function:one")
            [tagged] = endpoint.requests("cognito-idp", "TagResource")
            self.assertEqual(tagged.json(), {"ResourceArn": ARN, "Tags": {"Purpose": "store"}})

            workspace.run("state", "rm", "aws_cognito_user_pool.main")
            workspace.run("import", "-input=false", "-var=new=true", "aws_cognito_user_pool.main", POOL)
            # What AWS cannot tell, an empty block, comes to the state without a call.
            workspace.run(*APPLY, "-var=new=true")
            workspace.run(*EMPTY_PLAN, "-var=new=true")
            self.assertEqual(len(endpoint.requests("cognito-idp", "UpdateUserPool")), 1)
            self.assertEqual(len(endpoint.requests("cognito-idp", "AddCustomAttributes")), 1)
            workspace.run("destroy", "-auto-approve", "-input=false", "-var=new=true")
            self.assertIsNone(pools.pool)

    def test_factors(self):
        """One second factor is turned off, the others stay; all are sent, as SetUserPoolMfaConfig takes them."""
        pools = UserPools()
        with Endpoint([Rule("sts", answer=caller_identity()), *pools.rules]) as endpoint:
            workspace = self.workspace(FACTORS, endpoint.url)
            workspace.run(*APPLY)
            workspace.run(*EMPTY_PLAN)
            workspace.run(*APPLY, "-var=token=false")
            workspace.run(*EMPTY_PLAN, "-var=token=false")
            first, second = [r.json() for r in endpoint.requests("cognito-idp", "SetUserPoolMfaConfig")]
            self.assertEqual(first, {
                "UserPoolId": POOL, "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True},
                "EmailMfaConfiguration": {"Message": "Code {####}", "Subject": "Code"},
                "WebAuthnConfiguration": {"RelyingPartyId": "example.com", "UserVerification": "preferred"}})
            self.assertEqual(second, {**first, "SoftwareTokenMfaConfiguration": {"Enabled": False},
                                      "WebAuthnConfiguration": {"RelyingPartyId": "example.com", "UserVerification": "required"}})
            self.assertEqual(endpoint.requests("cognito-idp", "UpdateUserPool"), [])
            workspace.run("destroy", "-auto-approve", "-input=false", "-var=token=false")

    def test_attribute_removed(self):
        """An attribute of users that is no longer configured fails the plan, before anything is sent."""
        pools = UserPools()
        with Endpoint([Rule("sts", answer=caller_identity()), *pools.rules]) as endpoint:
            workspace = self.workspace(SETTINGS, endpoint.url)
            workspace.run(*APPLY, "-var=new=true")
            error = self.only_error_of(workspace, "plan", "-json", "-input=false")
            self.assertIn("can be added, but neither changed nor removed", error)
            self.assertEqual(endpoint.requests("cognito-idp", "UpdateUserPool"), [])

    def test_custom_domain(self):
        """It is waited for, gets another certificate in place, and is gone when AWS describes nothing."""
        pools = UserPools()
        with Endpoint([Rule("sts", answer=caller_identity()), *pools.rules]) as endpoint:
            workspace = self.workspace(DOMAIN, endpoint.url)
            workspace.run(*APPLY)
            workspace.run(*EMPTY_PLAN)
            self.assertEqual(workspace.run("output", "-raw", "target")[1], "d111111abcdef8.cloudfront.net")
            workspace.run(*APPLY, "-var=certificate=two", "-var=login=2")
            workspace.run(*EMPTY_PLAN, "-var=certificate=two", "-var=login=2")
            [updated] = endpoint.requests("cognito-idp", "UpdateUserPoolDomain")
            self.assertEqual(updated.json(), {
                "Domain": "login.example.com", "UserPoolId": POOL, "ManagedLoginVersion": 2,
                "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/two"}})
            workspace.run("state", "rm", "aws_cognito_user_pool_domain.main")
            workspace.run("import", "-input=false", "aws_cognito_user_pool_domain.main", "login.example.com")
            workspace.run(*EMPTY_PLAN, "-var=certificate=two", "-var=login=2")
            workspace.run("destroy", "-auto-approve", "-input=false")
            self.assertIsNone(pools.domain)
            self.assertEqual(len(endpoint.requests("cognito-idp", "CreateUserPoolDomain")), 1)

    def test_switch(self):
        """What hashicorp/aws made plans empty with us, and what we then change plans empty there."""
        pools = UserPools()
        with Endpoint([Rule("sts", answer=caller_identity()), *pools.rules]) as endpoint:
            workspace = self.workspace(with_bounds(SETTINGS) + DOMAIN, endpoint.url)
            self.as_peer(workspace, *APPLY)
            workspace.run(*EMPTY_PLAN)
            workspace.run(*APPLY, "-var=new=true", "-var=certificate=two")
            self.as_peer(workspace, *EMPTY_PLAN, "-var=new=true", "-var=certificate=two")
            workspace.run("destroy", "-auto-approve", "-input=false", "-var=new=true", "-var=certificate=two")
            self.assertEqual((pools.pool, pools.domain), (None, None))
