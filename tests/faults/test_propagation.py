"""What AWS does not know everywhere at once: keys of KMS that were just made or changed; and lists whose first page is empty."""
from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity, json_error
from tests.faults.session import FaultTest

APPLY = ("apply", "-auto-approve", "-input=false")
EMPTY_PLAN = ("plan", "-detailed-exitcode", "-input=false")
ID = "1234abcd-12ab-34cd-56ef-1234567890ab"

KEY = """
variable "description" {
  default = "one"
}

resource "aws_kms_key" "main" {
  description = var.description
  is_enabled  = false
}
"""
PARAMETER = """
resource "aws_ssm_parameter" "main" {
  name        = "/shop/size"
  type        = "String"
  value       = "7"
  description = "Of shoes"
}
"""


class Propagation(FaultTest):
    def test_a_key(self):
        """It is disabled once it can be found; a change is waited for until AWS tells it three times in a row."""
        key = {"description": "one", "enabled": True}
        stale = []

        def described(_):
            told = {**key, **(stale.pop(0) if stale else {})}
            return Answer(200, {"KeyMetadata": {
                "KeyId": ID, "Arn": f"arn:aws:kms:us-east-1:123456789012:key/{ID}", "Enabled": told["enabled"], "Description": told["description"],
                "KeyState": "Enabled" if told["enabled"] else "Disabled", "KeyUsage": "ENCRYPT_DECRYPT", "KeySpec": "SYMMETRIC_DEFAULT",
                "Origin": "AWS_KMS", "MultiRegion": False, "CreationDate": 1700000000.0}})

        def disable(_):
            key["enabled"] = False
            return Answer(200, {})

        def describe_anew(request):
            key["description"] = request.json()["Description"]
            stale.extend([{"description": "one"}, {}, {"description": "one"}])
            return Answer(200, {})

        rules = [
            Rule("sts", answer=caller_identity()),
            Rule("kms", "CreateKey", described),
            Rule("kms", "DescribeKey", described),
            Rule("kms", "DisableKey", json_error("NotFoundException", "Key does not exist"), times=2),
            Rule("kms", "DisableKey", disable),
            Rule("kms", "UpdateKeyDescription", describe_anew),
            Rule("kms", "GetKeyPolicy", Answer(200, {"Policy": "{}"})),
            Rule("kms", "GetKeyRotationStatus", Answer(200, {"KeyRotationEnabled": False})),
            Rule("kms", "ListResourceTags", Answer(200, {"Tags": [], "Truncated": False})),
        ]
        with Endpoint(rules) as endpoint:
            workspace = self.workspace(KEY, endpoint.url)
            workspace.run(*APPLY)
            self.assertEqual(len(endpoint.requests("kms", "DisableKey")), 3)
            workspace.run(*APPLY, "-var=description=two")
            self.assertEqual(stale, [])
            workspace.run(*EMPTY_PLAN, "-var=description=two")

    def test_a_parameter_on_the_second_page(self):
        made = {"Name": "/shop/size", "Type": "String", "Value": "7", "Version": 1, "ARN": "arn:aws:ssm:us-east-1:123456789012:parameter/shop/size"}
        detail = {"Name": "/shop/size", "Type": "String", "Description": "Of shoes", "DataType": "text", "Tier": "Standard", "Version": 1}
        rules = [
            Rule("sts", answer=caller_identity()),
            Rule("ssm", "PutParameter", Answer(200, {"Version": 1, "Tier": "Standard"})),
            Rule("ssm", "GetParameter", Answer(200, {"Parameter": made})),
            Rule("ssm", "DescribeParameters", Answer(200, {"Parameters": [detail]}), when=lambda r: r.json().get("NextToken") == "more"),
            Rule("ssm", "DescribeParameters", Answer(200, {"Parameters": [], "NextToken": "more"})),
            Rule("ssm", "ListTagsForResource", Answer(200, {"TagList": []})),
        ]
        with Endpoint(rules) as endpoint:
            workspace = self.workspace(PARAMETER, endpoint.url)
            workspace.run(*APPLY)
            workspace.run(*EMPTY_PLAN)
