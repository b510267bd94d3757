"""A scalable target, whose tags no emulator answers: tags are told as AWS documents them, all else is moto's."""
from tests.faults.endpoint import Answer, Endpoint, Rule
from tests.faults.session import Emulator, FaultTest

CONFIGURATION = """
variable "most" {
  default = 10
}

resource "aws_appautoscaling_target" "reads" {
  service_namespace  = "dynamodb"
  resource_id        = "table/orders"
  scalable_dimension = "dynamodb:table:ReadCapacityUnits"
  min_capacity       = 1
  max_capacity       = var.most
  tags               = { Name = "reads" }
}
"""
ID = "dynamodb/table/orders/dynamodb:table:ReadCapacityUnits"


class ScalableTarget(FaultTest):
    def test_life(self):
        """It is made, changed in place, imported and deleted, with an empty plan after each."""
        tags = Rule("application-autoscaling", "ListTagsForResource", Answer(200, {"Tags": {"Name": "reads"}}))
        with Emulator("moto", self.folder + "/moto") as emulator, Endpoint([tags], upstream=emulator.url) as endpoint:
            environment = {**emulator.take().environment(), "AWS_ENDPOINT_URL": endpoint.url}
            workspace = self.workspace(CONFIGURATION, endpoint.url, environment)
            workspace.run("apply", "-auto-approve", "-input=false")
            workspace.run("plan", "-detailed-exitcode", "-input=false")
            workspace.run("apply", "-auto-approve", "-input=false", "-var=most=20")
            workspace.run("plan", "-detailed-exitcode", "-input=false", "-var=most=20")
            registered = [r.json() for r in endpoint.requests("application-autoscaling", "RegisterScalableTarget")]
            self.assertEqual([r["MaxCapacity"] for r in registered], [10, 20])
            self.assertEqual(registered[0]["Tags"], {"Name": "reads"})
            workspace.run("state", "rm", "aws_appautoscaling_target.reads")
            workspace.run("import", "-input=false", "-var=most=20", "aws_appautoscaling_target.reads", ID)
            workspace.run("plan", "-detailed-exitcode", "-input=false", "-var=most=20")
            workspace.run("destroy", "-auto-approve", "-input=false")
            self.assertEqual(len(endpoint.requests("application-autoscaling", "DeregisterScalableTarget")), 1)
