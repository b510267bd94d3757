"""Answers that lack what they should have: never a crash, never a resource that is there and not in the state."""
import re

from tests.faults.session import CLUSTER, Emulator, FaultTest, terraform
from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity, json_error

APPLY = ("apply", "-json", "-auto-approve", "-input=false")
PLAN = ("plan", "-json", "-input=false")
IDENTITY = Rule("sts", "GetCallerIdentity", caller_identity())
# A name that is taken is not taken over: the provider looks before it creates.
LOOKED_FOR = {"clusters": [], "failures": []}
ARN = "arn:aws:ecs:us-east-1:123456789012:cluster/main"
FULL = {
    "clusterArn": ARN, "clusterName": "main", "status": "ACTIVE", "settings": [{"name": "containerInsights", "value": "enabled"}],
    "configuration": {"executeCommandConfiguration": {"logging": "OVERRIDE", "logConfiguration": {"s3BucketName": "b"}}},
    "tags": [{"key": "a", "value": "b"}],
}


def _damaged(value):
    """The value with each of its parts left out, made null, or made empty, one at a time."""
    if isinstance(value, dict):
        yield {}
        yield None
        for key, item in value.items():
            yield {k: v for k, v in value.items() if k != key}
            for other in _damaged(item):
                yield {**value, key: other}
    elif isinstance(value, list):
        yield []
        yield None
        yield [{}]
        for other in _damaged(value[0]):
            yield [other]
    else:
        yield None
        yield ""
        yield {}
        yield 7


class Answers(FaultTest):
    def test_damaged_reads(self):
        """Whatever part of an answer is missing, a refresh ends in a plan or in one error; the state keeps what it had."""
        described = Answer(200, {"clusters": [FULL], "failures": []})
        rules = [
            IDENTITY,
            Rule("ecs", "DescribeClusters", Answer(200, LOOKED_FOR), times=1),
            Rule("ecs", "CreateCluster", Answer(200, {"cluster": FULL})),
            Rule("ecs", "DescribeClusters", described),
        ]
        with Endpoint(rules) as endpoint:
            workspace = self.workspace(CLUSTER, endpoint.url)
            workspace.run(*APPLY)
            cases = list(_damaged(FULL))
            self.assertGreater(len(cases), 50)
            for damaged in cases[:: max(1, len(cases) // 24)]:
                described.body = {"clusters": [damaged], "failures": []}
                status, output = workspace.run(*PLAN, ok=(0, 1))
                errors = [d for d in terraform.diagnostics(output) if d["severity"] == "error"]
                self.assertEqual(len(errors), status, f"{damaged}: {errors}")
                self.assertNotRegex(output, "crash|panic|Plugin did not respond", str(damaged))

    def test_create_without_an_answer(self):
        """Created, but the answer says nothing: an error, and nothing is invented."""
        for body in ({}, {"cluster": {}}, {"cluster": None}, [], "null", ""):
            looked = Rule("ecs", "DescribeClusters", Answer(200, LOOKED_FOR))
            with Endpoint([IDENTITY, looked, Rule("ecs", answer=Answer(200, body))]) as endpoint:
                self.only_error_of(self.workspace(CLUSTER, endpoint.url), *APPLY)

    def test_null_lists(self):
        """null for a list, and a list of nulls, where a refresh looks for what it knows."""
        described = Answer(200, {"clusters": [FULL], "failures": []})
        rules = [
            IDENTITY,
            Rule("ecs", "DescribeClusters", Answer(200, LOOKED_FOR), times=1),
            Rule("ecs", "CreateCluster", Answer(200, {"cluster": FULL})),
            Rule("ecs", "DescribeClusters", described),
        ]
        with Endpoint(rules) as endpoint:
            workspace = self.workspace(CLUSTER, endpoint.url)
            workspace.run(*APPLY)
            for clusters in (None, [None]):
                described.body = {"clusters": clusters, "failures": None}
                status, output = workspace.run(*PLAN, ok=(0, 1))
                self.assertEqual(len([d for d in terraform.diagnostics(output) if d["severity"] == "error"]), status)
                self.assertNotRegex(output, "crash|panic|Plugin did not respond")


NETWORK = """
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
"""


class HalfWay(FaultTest):
    """A create that takes several calls, one of which fails: what exists is in the state, tainted, and the next apply mends it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        emulator = Emulator("ministack", cls.folder + "/ministack")
        cls.emulator = cls.enterClassContext(emulator)
        cls.account = cls.emulator.take()

    def behind(self, endpoint):
        return {**self.account.environment(), "AWS_ENDPOINT_URL": endpoint.url}

    def test_second_call_fails(self):
        refused = Rule("ec2", "ModifyVpcAttribute", Answer(400, (
            "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>not you</Message></Error></Errors></Response>"
        ), {"Content-Type": "text/xml"}))
        with Endpoint([refused], upstream=self.emulator.url) as endpoint:
            workspace = self.workspace(NETWORK, endpoint.url, self.behind(endpoint))
            error = self.only_error_of(workspace, *APPLY)
            self.assertRegex(error, "UnauthorizedOperation.*not you")
            state = workspace.state()
            self.assertEqual(list(state), ["aws_vpc.main"])
            self.assertRegex(state["aws_vpc.main"]["attributes"]["id"], "^vpc-")
            self.assertEqual(state["aws_vpc.main"].get("status"), "tainted")
            refused.left = 0
            workspace.run(*APPLY)
            workspace.run("plan", "-detailed-exitcode")
            workspace.run("destroy", "-auto-approve")

    def test_answer_lost_after_the_effect(self):
        """The create reached AWS, its answer did not reach us. ECS takes the same create again, so no second cluster comes to be."""
        lost = Rule("ecs", "CreateCluster", Answer(forward=True, fault="close"), times=1)
        with Endpoint([lost], upstream=self.emulator.url) as endpoint:
            workspace = self.workspace(CLUSTER, endpoint.url, self.behind(endpoint))
            workspace.run(*APPLY)
            self.assertEqual(len(endpoint.requests("ecs", "CreateCluster")), 2)
            self.assertEqual(list(workspace.state()), ["aws_ecs_cluster.main"])
            workspace.run("destroy", "-auto-approve")

    def test_answer_that_breaks_off(self):
        """The create was done, and half of the answer came. CreateVpc takes no token, so it is not sent again: that would make a second VPC."""
        halved = Rule("ec2", "CreateVpc", Answer(forward=True, fault="truncate"), times=1)
        with Endpoint([halved], upstream=self.emulator.url) as endpoint:
            workspace = self.workspace(NETWORK, endpoint.url, self.behind(endpoint))
            error = self.only_error_of(workspace, *APPLY)
            self.assertRegex(error, r"CreateVpc: the answer of \S+ broke off.*\(HTTP 200\).*See in AWS whether it is done")
            self.assertEqual(len(endpoint.requests("ec2", "CreateVpc")), 1)

    def test_failing_delete_keeps_the_state(self):
        with Endpoint([], upstream=self.emulator.url) as endpoint:
            workspace = self.workspace(CLUSTER, endpoint.url, self.behind(endpoint))
            workspace.run(*APPLY)
            refused = Rule("ecs", "DeleteCluster", json_error("AccessDeniedException", "not you"))
            endpoint.rules.append(refused)
            error = self.only_error_of(workspace, "destroy", "-json", "-auto-approve")
            self.assertRegex(error, "AccessDeniedException.*not you")
            self.assertEqual(list(workspace.state()), ["aws_ecs_cluster.main"])
            refused.left = 0
            workspace.run("destroy", "-auto-approve")

    def test_request_ids_are_told(self):
        answer = json_error("ServerException", "no", 400, headers={"x-amzn-RequestId": "11111111-2222-3333"})
        with Endpoint([Rule("ecs", "CreateCluster", answer)], upstream=self.emulator.url) as endpoint:
            error = self.only_error_of(self.workspace(CLUSTER, endpoint.url, self.behind(endpoint)), *APPLY)
            self.assertTrue(re.search("11111111-2222-3333", error), error)
