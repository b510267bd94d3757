"""An apply that is stopped, ended or killed at ten moments: what was made is in the state, or is never taken over unseen."""
import os
import re
import signal
import threading

from tests.faults.session import Emulator, FaultTest, aws, processes, terraform
from tests.faults.endpoint import Endpoint, Rule, Answer

MOMENTS = 10
APPLY = ("apply", "-json", "-auto-approve", "-input=false")
# Each name is used once: objects are told apart by their ids, and some have their name for one.
STACK = """
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "all" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_security_group" "main" {
  name   = "main"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb_target_group" "main" {
  name     = "front"
  port     = 80
  protocol = "TCP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_cloudwatch_log_group" "main" {
  name              = "logs"
  retention_in_days = 7
}

resource "aws_ecr_repository" "main" {
  name = "images"
}

resource "aws_ecs_cluster" "main" {
  name = "tasks"
}

resource "aws_iam_role" "main" {
  name               = "runner"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole",
    Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
}
"""


def signal_plugins(number):
    """Sends a signal to the provider's processes below a terraform; there must be one."""
    def act(process):
        found = list(processes.plugins(process.pid))
        assert found, "no provider runs below terraform"
        for pid in found:
            os.kill(pid, number)
    return act


class Interrupts(FaultTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.emulator = cls.enterClassContext(Emulator("ministack", cls.folder + "/ministack"))

    def interrupted(self, moment, act):
        """Applies the stack and does `act` to the processes when the nth writing request has taken effect, before its answer."""
        reached = threading.Event()
        count = iter(range(1, 1 << 30))

        def at_moment(request):
            writes = re.match(r"(Create|Modify|Authorize|Put|Attach|Associate|Register)", request.operation or "")
            if writes and next(count) == moment:
                reached.set()
                return True
            return False

        account = self.emulator.take()
        rule = Rule(when=at_moment, answer=Answer(forward=True, delay_s=0.3))
        endpoint = self.enterContext(Endpoint([rule], upstream=self.emulator.url))
        workspace = self.workspace(STACK, endpoint.url, {**account.environment(), "AWS_ENDPOINT_URL": endpoint.url})
        before = aws.inventory(account, "us-east-1")
        process = workspace.start(*APPLY)
        while not reached.wait(0.05):
            if process.poll() is not None:
                self.fail(f"the apply has no {moment} writing requests: {process.communicate()[0]}")
        act(process)
        output, _ = process.communicate(timeout=120)
        return workspace, account, before, output

    def outside_state(self, workspace, account, before):
        """What exists and the state does not know: by its id or ARN, or, before its ARN was read, by its name."""
        known = set()
        for instance in workspace.state().values():
            attributes = instance["attributes"]
            known |= {attributes.get("id"), attributes.get("arn")}
            if attributes.get("arn") is None:
                known.add(f":role/{attributes['id']}")
        return [
            item for item in sorted(aws.inventory(account, "us-east-1") - before)
            if item not in known and item[item.find(":role/"):] not in known
        ]

    def stopped_in_order(self, act):
        for moment in range(1, MOMENTS + 1):
            with self.subTest(moment=moment):
                workspace, account, before, output = self.interrupted(moment, act)
                self.assertEqual(self.outside_state(workspace, account, before), [])
                self.assertNotRegex(output, "panic|Plugin did not respond")
                workspace.run(*APPLY)
                workspace.run("destroy", "-auto-approve")
                self.assertEqual(aws.inventory(account, "us-east-1") - before, set())

    def test_stop(self):
        """SIGINT to Terraform, which asks the provider to stop."""
        self.stopped_in_order(lambda process: process.send_signal(signal.SIGINT))

    def test_terminate(self):
        """SIGTERM to the provider itself: it ends its calls, answers, and goes."""
        self.stopped_in_order(signal_plugins(signal.SIGTERM))

    def test_kill(self):
        """kill -9 of the provider: the next apply ends well, or says which object exists and how to import it."""
        for moment in range(1, MOMENTS + 1):
            with self.subTest(moment=moment):
                workspace, account, before, _ = self.interrupted(moment, signal_plugins(signal.SIGKILL))
                lost = set(self.outside_state(workspace, account, before))
                status, output = workspace.run(*APPLY, ok=(0, 1))
                for error in [d for d in terraform.diagnostics(output) if d["severity"] == "error"]:
                    text = f"{error['summary']} {error.get('detail', '')}"
                    self.assertRegex(text, "exists", text)
                    self.assertRegex(text, r"terraform import aws_\w+\.\S+ \S+", text)
                adopted = lost - set(self.outside_state(workspace, account, before))
                self.assertEqual(adopted, set(), f"taken over unseen, status {status}")
