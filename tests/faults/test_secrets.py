"""Secrets: replicas and names that are taken, which no emulator answers as AWS does; and no value in any output."""
import json

from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity, json_error
from tests.faults.session import FaultTest

APPLY = ("apply", "-auto-approve", "-input=false")
EMPTY_PLAN = ("plan", "-detailed-exitcode", "-input=false")
ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-a1b2c3"
TAKEN = "You can't create this secret because a secret with this name is already scheduled for deletion."
VALUE = "correct horse battery staple"
OTHER = "a value that nobody sees"

REPLICATED = """
variable "regions" {
  type    = set(string)
  default = ["eu-west-1", "us-west-2"]
}

resource "aws_secretsmanager_secret" "shop" {
  name                           = "shop"
  force_overwrite_replica_secret = true

  dynamic "replica" {
    for_each = var.regions
    content {
      region = replica.value
    }
  }
}
"""
VALUES = f"""
resource "aws_secretsmanager_secret_version" "seen" {{
  secret_id     = "{ARN}"
  secret_string = "{VALUE}"
}}

resource "aws_secretsmanager_secret_version" "unseen" {{
  secret_id                = "{ARN}"
  secret_string_wo         = "{OTHER}"
  secret_string_wo_version = 1
}}
"""


def secret(*regions):
    """What DescribeSecret answers."""
    told = [{"Region": r, "Status": "InSync", "StatusMessage": "Replication succeeded", "KmsKeyId": "alias/aws/secretsmanager"}
            for r in regions]
    return {"ARN": ARN, "Name": "shop", "CreatedDate": 1700000000.0, "ReplicationStatus": told}


class Secrets(FaultTest):
    def rules(self, described):
        done = Answer(200, {"ARN": ARN, "Name": "shop"})
        return [
            Rule("sts", answer=caller_identity()),
            Rule("secretsmanager", "DescribeSecret", described),
            *(Rule("secretsmanager", name, done) for name in ("CreateSecret", "GetResourcePolicy", "ReplicateSecretToRegions",
                                                              "RemoveRegionsFromReplication", "DeleteSecret")),
        ]

    def test_replicas(self):
        """Replicas come and go one by one, and go before the secret does."""
        described = Answer(200, secret("eu-west-1", "us-west-2"))
        with Endpoint(self.rules(described)) as endpoint:
            workspace = self.workspace(REPLICATED, endpoint.url)
            workspace.run(*APPLY)
            [made] = endpoint.requests("secretsmanager", "CreateSecret")
            self.assertCountEqual(made.json()["AddReplicaRegions"], [{"Region": "eu-west-1"}, {"Region": "us-west-2"}])
            self.assertIs(made.json()["ForceOverwriteReplicaSecret"], True)
            workspace.run(*EMPTY_PLAN)
            variable = '-var=regions=["eu-west-1", "ap-south-1"]'
            # What is planned after this apply is told by the answer that comes then.
            endpoint.rules.insert(0, Rule("secretsmanager", "DescribeSecret", Answer(200, secret("eu-west-1", "us-west-2")), times=1))
            described.body = secret("eu-west-1", "ap-south-1")
            workspace.run(*APPLY, variable)
            [removed] = endpoint.requests("secretsmanager", "RemoveRegionsFromReplication")
            self.assertEqual(removed.json()["RemoveReplicaRegions"], ["us-west-2"])
            [added] = endpoint.requests("secretsmanager", "ReplicateSecretToRegions")
            self.assertEqual(added.json()["AddReplicaRegions"], [{"Region": "ap-south-1"}])
            self.assertIs(added.json()["ForceOverwriteReplicaSecret"], True)
            workspace.run(*EMPTY_PLAN, variable)
            endpoint.rules.insert(0, Rule("secretsmanager", "DescribeSecret", Answer(200, secret("eu-west-1", "ap-south-1")), times=1))
            described.body = {**secret(), "DeletedDate": 1700000001.0}
            workspace.run("destroy", "-auto-approve", "-input=false", variable)
            self.assertCountEqual(endpoint.requests("secretsmanager", "RemoveRegionsFromReplication")[1].json()["RemoveReplicaRegions"],
                                  ["ap-south-1", "eu-west-1"])
            [deleted] = endpoint.requests("secretsmanager", "DeleteSecret")
            self.assertEqual(deleted.json(), {"SecretId": ARN, "RecoveryWindowInDays": 30})

    def test_a_name_that_becomes_free(self):
        """A secret of the name is still on its way out: it is tried again."""
        described = Answer(200, secret("eu-west-1", "us-west-2"))
        taken = Rule("secretsmanager", "CreateSecret", json_error("InvalidRequestException", TAKEN), times=2)
        with Endpoint([taken, *self.rules(described)]) as endpoint:
            self.workspace(REPLICATED, endpoint.url).run(*APPLY)
            self.assertEqual(len(endpoint.requests("secretsmanager", "CreateSecret")), 3)

    def test_scheduled_for_deletion(self):
        """What is scheduled for deletion is no longer there, and is made again."""
        described = Answer(200, secret("eu-west-1", "us-west-2"))
        with Endpoint(self.rules(described)) as endpoint:
            workspace = self.workspace(REPLICATED, endpoint.url)
            workspace.run(*APPLY)
            described.body = {**secret(), "DeletedDate": 1700000001.0}
            _, output = workspace.run("plan", "-input=false")
            self.assertIn("1 to add, 0 to change, 0 to destroy", output)

    def test_no_value_is_told(self):
        """At the most talkative, when a call goes well and when it fails in words that repeat the value."""
        told = {"ARN": ARN, "Name": "shop", "VersionId": "0123456789abcdef0123456789abcdef", "VersionStages": ["AWSCURRENT"]}
        put = Rule("secretsmanager", "PutSecretValue", Answer(200, told))
        got = Rule("secretsmanager", "GetSecretValue", Answer(200, {**told, "SecretString": VALUE}))
        with Endpoint([put, got, Rule("sts", answer=caller_identity())]) as endpoint:
            workspace = self.workspace(VALUES, endpoint.url, {"TF_LOG_PROVIDER": "TRACE"})
            self.quiet(workspace.run(*APPLY)[1], "PutSecretValue")
            sent = sorted(r.json()["SecretString"] for r in endpoint.requests("secretsmanager", "PutSecretValue"))
            self.assertEqual(sent, sorted([VALUE, OTHER]))
            for damaged in (Answer(200, json.dumps({**told, "SecretString": VALUE})[:-4]),
                            Answer(200, {**told, "SecretString": [VALUE]}), Answer(200, {**told, "VersionStages": VALUE})):
                got.answer = damaged
                self.quiet(workspace.run("plan", "-input=false", ok=(0, 1))[1], "GetSecretValue")
            endpoint.rules[:1] = [
                Rule("secretsmanager", "PutSecretValue", json_error("InvalidParameterException", f"'{value}' is wrong."),
                     when=lambda request, value=value: value in request.body.decode()) for value in (VALUE, OTHER)]
            workspace = self.workspace(VALUES, endpoint.url, {"TF_LOG_PROVIDER": "TRACE"})
            self.quiet(workspace.run(*APPLY, ok=(1,))[1], "(sensitive value)")

    def quiet(self, output, says):
        """The output says one thing, and no value. What it is is not told when that fails."""
        joined = " ".join(output.replace("\u2502", " ").split())
        self.assertTrue(says in joined, f"{says} is not said")
        for value in (VALUE, OTHER):
            self.assertFalse(value in joined, f"one of the values is told: {joined.count(value)} times")
