"""What no emulator keeps of a service: where its tasks may run and how they are spread. MiniStack's answers get it on the way,
where DescribeServices has it as AWS documents it: as it was last sent, in a list that is empty where nothing is set, and with
words in AWS's own spelling."""
import json

from tests.faults.endpoint import Answer, Endpoint, Rule
from tests.faults.session import Emulator, FaultTest

CONFIGURATION = """
variable "zone" {
  default = "eu-west-1a"
}

variable "packed_by" {
  default = "MEMORY"
}

variable "rebalancing" {
  default = null
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web", image = "nginx", memory = 64 }])
}

resource "aws_ecs_service" "web" {
  name                          = "web"
  cluster                       = aws_ecs_cluster.main.id
  task_definition               = aws_ecs_task_definition.web.arn
  desired_count                 = 2
  availability_zone_rebalancing = var.rebalancing

  placement_constraints {
    type = "distinctInstance"
  }

  placement_constraints {
    type       = "memberOf"
    expression = "attribute:ecs.availability-zone == ${var.zone}"
  }

  ordered_placement_strategy {
    type  = "spread"
    field = "instanceId"
  }

  ordered_placement_strategy {
    type  = "binpack"
    field = var.packed_by
  }
}
"""
KEPT = ("placementConstraints", "placementStrategy", "availabilityZoneRebalancing")


class Service(FaultTest):
    def setUp(self):
        emulator = self.enterContext(Emulator("ministack", self.folder + "/ministack"))
        rules = [Rule("ecs", operation, Answer(200, forward=True, change=self.complete)) for operation in ("CreateService", "DescribeServices")]
        self.endpoint = self.enterContext(Endpoint(rules, upstream=emulator.url))
        self.web = self.workspace(CONFIGURATION, self.endpoint.url, {**emulator.take().environment(), "AWS_ENDPOINT_URL": self.endpoint.url})

    def complete(self, body):
        """What was sent, into the services of an answer."""
        answer = json.loads(body)
        kept = {"placementConstraints": [], "placementStrategy": [], "availabilityZoneRebalancing": "DISABLED"}
        for request in self.endpoint.requests("ecs", "CreateService") + self.endpoint.requests("ecs", "UpdateService"):
            kept.update({name: value for name, value in request.json().items() if name in KEPT})
        for strategy in kept["placementStrategy"]:
            strategy["field"] = strategy["field"].replace("MEMORY", "memory")
        for service in [answer["service"]] if "service" in answer else answer["services"]:
            service.update(kept)
        return json.dumps(answer).encode()

    def sent(self, operation):
        return {name: value for name, value in self.endpoint.requests("ecs", operation)[-1].json().items() if name in KEPT}

    def plan_is_empty(self, *options):
        self.web.run("plan", "-detailed-exitcode", "-input=false", *options)

    def test_placement(self):
        self.web.run("apply", "-auto-approve", "-input=false")
        sent = self.sent("CreateService")
        self.assertCountEqual(sent["placementConstraints"],
                              [{"type": "distinctInstance"},
                               {"type": "memberOf", "expression": "attribute:ecs.availability-zone == eu-west-1a"}])
        self.assertEqual(sent["placementStrategy"], [{"type": "spread", "field": "instanceId"}, {"type": "binpack", "field": "MEMORY"}])
        self.plan_is_empty()
        new = ("-var=zone=eu-west-1b", "-var=packed_by=cpu", "-var=rebalancing=ENABLED")
        self.web.run("apply", "-auto-approve", "-input=false", *new)
        sent = self.sent("UpdateService")
        self.assertIn({"type": "memberOf", "expression": "attribute:ecs.availability-zone == eu-west-1b"}, sent["placementConstraints"])
        self.assertEqual(sent["placementStrategy"][1], {"type": "binpack", "field": "cpu"})
        self.assertEqual(sent["availabilityZoneRebalancing"], "ENABLED")
        self.plan_is_empty(*new)
        self.web.run("state", "rm", "aws_ecs_service.web")
        self.web.run("import", "-input=false", *new, "aws_ecs_service.web", "main/web")
        self.plan_is_empty(*new)
        self.web.run("destroy", "-auto-approve", "-input=false")
        self.assertEqual(len(self.endpoint.requests("ecs", "DeleteService")), 1)


DAEMON = """
variable "usual" {
  default = true
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_task_definition" "agent" {
  family                = "agent"
  container_definitions = jsonencode([{ name = "agent", image = "agent", memory = 64 }])
}

resource "aws_ecs_service" "agent" {
  name                               = "agent"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.agent.arn
  scheduling_strategy                = "DAEMON"
  deployment_maximum_percent         = 200
  deployment_minimum_healthy_percent = var.usual ? 100 : 50

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
"""


class Daemon(FaultTest):
    """ECS takes no other maximum of a daemon than 100 percent, and then no minimum of 100: modules that say what is usual
    for replicas mean nothing by it."""

    def test_percents(self):
        told = {"maximumPercent": 100, "minimumHealthyPercent": 0, "deploymentCircuitBreaker": {"enable": True, "rollback": True}}

        def complete(body):
            answer = json.loads(body)
            for service in [answer["service"]] if "service" in answer else answer["services"]:
                service["deploymentConfiguration"] = told
            return json.dumps(answer).encode()
        emulator = self.enterContext(Emulator("ministack", self.folder + "/ministack"))
        rules = [Rule("ecs", operation, Answer(200, forward=True, change=complete)) for operation in ("CreateService", "DescribeServices")]
        endpoint = self.enterContext(Endpoint(rules, upstream=emulator.url))
        web = self.workspace(DAEMON, endpoint.url, {**emulator.take().environment(), "AWS_ENDPOINT_URL": endpoint.url})
        web.run("apply", "-auto-approve", "-input=false")
        [create] = endpoint.requests("ecs", "CreateService")
        self.assertEqual(create.json()["deploymentConfiguration"], {"deploymentCircuitBreaker": {"enable": True, "rollback": True}})
        web.run("plan", "-detailed-exitcode", "-input=false")
        web.run("apply", "-auto-approve", "-input=false", "-var=usual=false")
        [update] = endpoint.requests("ecs", "UpdateService")
        sent = update.json()["deploymentConfiguration"]
        self.assertEqual((sent["maximumPercent"], sent["minimumHealthyPercent"]), (100, 50))


if __name__ == "__main__":
    import unittest
    unittest.main()
