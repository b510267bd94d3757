"""A task set that becomes stable, and goes, in its own time: moto's are stable at once, so their answers are changed on the way."""
from tests.faults.endpoint import Answer, Endpoint, Rule, json_error
from tests.faults.session import Emulator, FaultTest

CONFIGURATION = """
variable "share" {
  default = 50
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web", image = "nginx", memory = 64 }])
}

resource "aws_ecs_service" "web" {
  name    = "web"
  cluster = aws_ecs_cluster.main.id

  deployment_controller {
    type = "EXTERNAL"
  }
}

resource "aws_ecs_task_set" "green" {
  cluster                   = aws_ecs_cluster.main.id
  service                   = aws_ecs_service.web.id
  task_definition           = aws_ecs_task_definition.web.arn
  launch_type               = "FARGATE"
  wait_until_stable         = true
  wait_until_stable_timeout = "%s"

  scale {
    value = var.share
  }
}
"""
NOT_VISIBLE = json_error("ServiceNotFoundException", "Service not found.")


def described(change, times=None):
    return Rule("ecs", "DescribeTaskSets", Answer(200, forward=True, change=change), times)


def stabilizing(body):
    return body.replace(b'"STEADY_STATE"', b'"STABILIZING"')


class TaskSet(FaultTest):
    def task_set(self, rules, timeout="10m"):
        emulator = self.enterContext(Emulator("moto", self.folder + "/moto"))
        endpoint = self.enterContext(Endpoint(rules, upstream=emulator.url))
        environment = {**emulator.take().environment(), "AWS_ENDPOINT_URL": endpoint.url}
        return self.workspace(CONFIGURATION % timeout, endpoint.url, environment), endpoint

    def test_waits(self):
        """Create and update wait for the steady state, and delete until it is gone; the service may be too new to be seen."""
        rules = [Rule("ecs", "CreateTaskSet", NOT_VISIBLE, times=1), described(stabilizing, times=2)]
        workspace, endpoint = self.task_set(rules)
        workspace.run("apply", "-auto-approve", "-input=false")
        self.assertEqual(len(endpoint.requests("ecs", "CreateTaskSet")), 2)
        self.assertEqual(rules[1].left, 0)
        workspace.run("plan", "-detailed-exitcode", "-input=false")
        asked = len(endpoint.requests("ecs", "DescribeTaskSets"))
        workspace.run("apply", "-auto-approve", "-input=false", "-refresh=false", "-var=share=100")
        self.assertGreaterEqual(len(endpoint.requests("ecs", "DescribeTaskSets")), asked + 2)
        scaled = endpoint.requests("ecs", "UpdateTaskSet")
        self.assertEqual([r.json()["scale"] for r in scaled], [{"unit": "PERCENT", "value": 100}])
        workspace.run("plan", "-detailed-exitcode", "-input=false", "-var=share=100")
        draining = {"taskSets": [{"id": "ecs-svc/1", "status": "DRAINING", "stabilityStatus": "STABILIZING"}], "failures": []}
        endpoint.rules.insert(0, Rule("ecs", "DescribeTaskSets", Answer(200, draining), times=2))
        workspace.run("destroy", "-auto-approve", "-input=false", "-refresh=false")
        self.assertEqual(endpoint.rules[0].left, 0)
        self.assertEqual(len(endpoint.requests("ecs", "DeleteTaskSet")), 1)

    def test_not_stable(self):
        """The time that the argument gives is up: the task set is in the state, and the message says what gives it longer."""
        workspace, _ = self.task_set([described(stabilizing)], timeout="2s")
        error = self.only_error_of(workspace, "apply", "-json", "-auto-approve", "-input=false")
        self.assertRegex(error, r"Timeout while creating ECS Task Set.* within 2.0s.* by wait_until_stable_timeout")
        self.assertIn("aws_ecs_task_set.green", workspace.run("state", "list")[1])
