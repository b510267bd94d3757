"""Pull through cache rules, which no emulator has; roles that are no principals yet; and no authorization token in any output."""
import base64

from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity, json_error
from tests.faults.session import FaultTest

APPLY = ("apply", "-auto-approve", "-input=false")
EMPTY_PLAN = ("plan", "-detailed-exitcode", "-input=false")
ACCOUNT = "123456789012"
SECRET = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:ecr-pullthroughcache/hub-a1b2c3"
PASSWORD = "cGFzc3dvcmQ6b2Y6dGhlOnJlZ2lzdHJ5"

RULE = """
variable "secret" {}

variable "root" {
  default = null
}

resource "aws_ecr_pull_through_cache_rule" "hub" {
  ecr_repository_prefix      = "hub"
  upstream_registry_url      = "registry-1.docker.io"
  upstream_repository_prefix = var.root
  credential_arn             = var.secret
}
"""
POLICY = """
resource "aws_ecr_repository_policy" "web" {
  repository = "web"
  policy     = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "ecr:*" }] })
}
"""
TOKEN = """
data "aws_ecr_authorization_token" "main" {
  registry_id = "210987654321"
}

output "user" {
  value = data.aws_ecr_authorization_token.main.user_name
}

output "whole" {
  value = nonsensitive(sha256(data.aws_ecr_authorization_token.main.password))
}
"""


class Ecr(FaultTest):
    def test_pull_through_cache_rule(self):
        """It is made, gets another secret, is imported and deleted; ROOT is what AWS says where nothing was configured."""
        described = {"ecrRepositoryPrefix": "hub", "upstreamRegistryUrl": "registry-1.docker.io", "upstreamRepositoryPrefix": "ROOT",
                     "registryId": ACCOUNT, "credentialArn": SECRET, "createdAt": 1700000000.0}
        rules = [Rule("sts", answer=caller_identity()),
                 Rule("ecr", "DescribePullThroughCacheRules", Answer(200, {"pullThroughCacheRules": [described]})),
                 *(Rule("ecr", f"{verb}PullThroughCacheRule", Answer(200, described)) for verb in ("Create", "Update", "Delete"))]
        with Endpoint(rules) as endpoint:
            workspace = self.workspace(RULE, endpoint.url)
            workspace.run(*APPLY, f"-var=secret={SECRET}")
            [made] = endpoint.requests("ecr", "CreatePullThroughCacheRule")
            self.assertEqual(made.json(), {"ecrRepositoryPrefix": "hub", "upstreamRegistryUrl": "registry-1.docker.io",
                                           "credentialArn": SECRET})
            workspace.run(*EMPTY_PLAN, f"-var=secret={SECRET}")
            workspace.run(*EMPTY_PLAN, f"-var=secret={SECRET}", "-var=root=ROOT")
            changed = SECRET + "2"
            described["credentialArn"] = SECRET
            endpoint.rules.insert(0, Rule("ecr", "DescribePullThroughCacheRules", Answer(200, {"pullThroughCacheRules": [dict(described)]}), times=1))
            described["credentialArn"] = changed
            workspace.run(*APPLY, f"-var=secret={changed}")
            [updated] = endpoint.requests("ecr", "UpdatePullThroughCacheRule")
            self.assertEqual(updated.json(), {"ecrRepositoryPrefix": "hub", "registryId": ACCOUNT, "credentialArn": changed})
            workspace.run(*EMPTY_PLAN, f"-var=secret={changed}")
            workspace.run("state", "rm", "aws_ecr_pull_through_cache_rule.hub")
            workspace.run("import", "-input=false", f"-var=secret={changed}", "aws_ecr_pull_through_cache_rule.hub", "hub")
            workspace.run(*EMPTY_PLAN, f"-var=secret={changed}")
            _, output = workspace.run("plan", "-input=false", f"-var=secret={changed}", "-var=root=library")
            self.assertIn("1 to add, 0 to change, 1 to destroy", output)
            workspace.run("destroy", "-auto-approve", "-input=false", f"-var=secret={changed}")
            [deleted] = endpoint.requests("ecr", "DeletePullThroughCacheRule")
            self.assertEqual(deleted.json(), {"ecrRepositoryPrefix": "hub", "registryId": ACCOUNT})
            # Deleted behind our back, it is made again.
            workspace.run(*APPLY, f"-var=secret={changed}")
            endpoint.rules.insert(0, Rule("ecr", "DescribePullThroughCacheRules",
                                          json_error("PullThroughCacheRuleNotFoundException", "There is no such rule.")))
            _, output = workspace.run("plan", "-input=false", f"-var=secret={changed}")
            self.assertIn("1 to add, 0 to change, 0 to destroy", output)

    def test_a_principal_that_is_not_there_yet(self):
        """A policy is refused while a role that it names is unknown to ECR: it is tried again."""
        told = {"registryId": ACCOUNT, "repositoryName": "web"}
        text = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"ecr:*"}]}'
        refused = json_error("InvalidParameterException", "Invalid parameter at 'PolicyText' failed to satisfy constraint: "
                             "'Invalid repository policy provided'")
        rules = [Rule("sts", answer=caller_identity()), Rule("ecr", "SetRepositoryPolicy", refused, times=2),
                 Rule("ecr", "SetRepositoryPolicy", Answer(200, {**told, "policyText": text})),
                 Rule("ecr", "GetRepositoryPolicy", Answer(200, {**told, "policyText": text}))]
        with Endpoint(rules) as endpoint:
            workspace = self.workspace(POLICY, endpoint.url)
            workspace.run(*APPLY)
            self.assertEqual(len(endpoint.requests("ecr", "SetRepositoryPolicy")), 3)
            workspace.run(*EMPTY_PLAN)

    def test_no_token_is_told(self):
        """At the most talkative, neither the token nor the password in it is in any output."""
        token = base64.b64encode(f"AWS:{PASSWORD}".encode()).decode()
        data = {"authorizationToken": token, "expiresAt": 1700043200.0, "proxyEndpoint": f"https://{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com"}
        got = Rule("ecr", "GetAuthorizationToken", Answer(200, {"authorizationData": [data]}))
        with Endpoint([got, Rule("sts", answer=caller_identity())]) as endpoint:
            workspace = self.workspace(TOKEN, endpoint.url, {"TF_LOG_PROVIDER": "TRACE"})
            _, output = workspace.run(*APPLY)
            self.assertIn("GetAuthorizationToken", output)
            self.assertIn('user = "AWS"', output)
            damaged = (Answer(200, {"authorizationData": [{**data, "authorizationToken": [token]}]}),
                       Answer(200, {"authorizationData": token}), Answer(200, {"authorizationData": [{**data, "expiresAt": token}]}))
            for answer in (got.answer, *damaged):
                got.answer = answer
                told = workspace.run("plan", "-input=false", ok=(0, 1))[1]
                for value in (token, PASSWORD):
                    self.assertFalse(value in told or value in output, "a secret is told")
            [first, *_] = endpoint.requests("ecr", "GetAuthorizationToken")
            self.assertEqual(first.json(), {"registryIds": ["210987654321"]})
