"""Targets of EventBridge: AWS answers 200 although it took none of them."""
from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity
from tests.faults.session import FaultTest

APPLY = ("apply", "-auto-approve", "-input=false")
DESTROY = ("destroy", "-auto-approve", "-input=false")

TARGET = """
variable "input" {
  default = "{}"
}

resource "aws_cloudwatch_event_target" "main" {
  rule      = "nightly"
  target_id = "queue"
  arn       = "arn:aws:sqs:us-east-1:123456789012:jobs"
  input     = var.input
}
"""
FAILED = Answer(200, {"FailedEntryCount": 1, "FailedEntries": [
    {"TargetId": "queue", "ErrorCode": "ConcurrentModificationException", "ErrorMessage": "The rule is being changed."}]})
DONE = Answer(200, {"FailedEntryCount": 0, "FailedEntries": []})


class Targets(FaultTest):
    def test_failed_entries(self):
        target = {"Id": "queue", "Arn": "arn:aws:sqs:us-east-1:123456789012:jobs", "Input": "{}"}
        listed = Answer(200, {"Targets": []})
        answers = {"PutTargets": FAILED, "RemoveTargets": FAILED}
        rules = [Rule("sts", answer=caller_identity()), Rule("events", "ListTargetsByRule", listed),
                 *(Rule("events", name, lambda _, name=name: answers[name]) for name in answers)]
        why = r"ConcurrentModificationException: The rule is being changed. \(TargetId queue\)"
        with Endpoint(rules) as endpoint:
            workspace = self.workspace(TARGET, endpoint.url)
            self.assertRegex(self.only_error_of(workspace, *APPLY, "-json"), why)
            answers["PutTargets"] = DONE
            endpoint.rules.insert(1, Rule("events", "ListTargetsByRule", Answer(200, {"Targets": []}), times=1))  # it is not there yet
            listed.body = {"Targets": [target]}
            workspace.run(*APPLY)
            answers["PutTargets"] = FAILED
            self.assertRegex(self.only_error_of(workspace, *APPLY, "-json", '-var=input="x"'), why)
            self.assertRegex(self.only_error_of(workspace, *DESTROY, "-json"), why)
            answers["RemoveTargets"] = DONE
            workspace.run(*DESTROY)
