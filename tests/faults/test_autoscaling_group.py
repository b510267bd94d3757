"""An Auto Scaling group where AWS takes its time, fails to start instances, or already refreshes them: what moto does not do is
answered as AWS documents it."""
import re

from tests.faults.endpoint import Answer, Endpoint, Rule, xml_error
from tests.faults.session import Emulator, FaultTest

CONFIGURATION = """
variable "type" {
  default = "t3.micro"
}

variable "size" {
  default = 1
}

variable "tag" {
  default = "one"
}

resource "aws_launch_template" "main" {
  name          = "workers"
  image_id      = "ami-12c6146b"
  instance_type = var.type
}

resource "aws_autoscaling_group" "main" {
  name                      = "workers"
  availability_zones        = ["us-east-1a"]
  min_size                  = 0
  max_size                  = 4
  desired_capacity          = var.size
  wait_for_capacity_timeout = "%(timeout)s"
  force_delete              = true

  launch_template {
    id      = aws_launch_template.main.id
    version = aws_launch_template.main.latest_version
  }

  instance_refresh {
    strategy = "Rolling"
    triggers = ["tag"]

    preferences {
      auto_rollback          = true
      min_healthy_percentage = 50
      checkpoint_percentages = [50, 100]
      instance_warmup        = "30"
    }
  }

  tag {
    key                 = "Role"
    value               = var.tag
    propagate_at_launch = true
  }
}
"""

BALANCED = """
resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_lb_target_group" "main" {
  name     = "web"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_launch_template" "main" {
  name          = "workers"
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_autoscaling_group" "main" {
  name                = "workers"
  vpc_zone_identifier = [aws_subnet.main.id]
  target_group_arns   = [aws_lb_target_group.main.arn]
  min_size            = 2
  max_size            = 2
  min_elb_capacity    = 2

  launch_template {
    name = aws_launch_template.main.name
  }
}
"""


def xml(operation, result):
    body = (f'<{operation}Response xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><{operation}Result>{result}'
            f"</{operation}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></{operation}Response>")
    return Answer(200, body, {"Content-Type": "text/xml"})


def refreshes(status):
    return xml("DescribeInstanceRefreshes", f"<InstanceRefreshes><member><InstanceRefreshId>r-old</InstanceRefreshId>"
                                            f"<Status>{status}</Status></member></InstanceRefreshes>")


def activity(name, status, message):
    return (f"<member><ActivityId>{name}</ActivityId><StatusCode>{status}</StatusCode><StatusMessage>{message}</StatusMessage>"
            "<Description>Launching a new EC2 instance.  Status Reason</Description><Cause>a size</Cause>"
            "<AutoScalingGroupName>workers</AutoScalingGroupName><StartTime>2026-01-01T00:00:00Z</StartTime></member>")


def activities(*members):
    return xml("DescribeScalingActivities", f"<Activities>{''.join(members)}</Activities>")


def rule(operation, answer, times=None):
    return Rule("autoscaling", operation, answer, times)


NO_CAPACITY = "We currently do not have sufficient t3.micro capacity"
NONE_ACTIVE = xml_error("ActiveInstanceRefreshNotFound", "No in progress or pending Instance Refresh found")
PENDING = Answer(200, forward=True, change=lambda body: body.replace(b">InService<", b">Pending<"))


class AutoScalingGroup(FaultTest):
    def group(self, rules, timeout="10m"):
        """A workspace before moto, which the rules go before; and the endpoint."""
        emulator = self.enterContext(Emulator("moto", self.folder + "/moto"))
        endpoint = self.enterContext(Endpoint(rules, upstream=emulator.url))
        environment = {**emulator.take().environment(), "AWS_ENDPOINT_URL": endpoint.url}
        return self.workspace(CONFIGURATION % {"timeout": timeout}, endpoint.url, environment), endpoint

    @staticmethod
    def apply(workspace, *variables):
        workspace.run("apply", "-auto-approve", "-input=false", *variables)
        workspace.run("plan", "-detailed-exitcode", "-input=false", *variables)

    def test_refresh(self):
        """Another launch template, or a trigger, starts a refresh once the old one is over; nothing else does."""
        workspace, endpoint = self.group([
            rule("CancelInstanceRefresh", NONE_ACTIVE, times=1),
            rule("CancelInstanceRefresh", xml("CancelInstanceRefresh", "<InstanceRefreshId>r-old</InstanceRefreshId>")),
            rule("DescribeInstanceRefreshes", xml("DescribeInstanceRefreshes", "<InstanceRefreshes/>"), times=1),
            rule("DescribeInstanceRefreshes", refreshes("Cancelling"), times=2),
            rule("DescribeInstanceRefreshes", refreshes("Cancelled")),
            rule("StartInstanceRefresh", xml("StartInstanceRefresh", "<InstanceRefreshId>r-new</InstanceRefreshId>")),
        ])
        self.apply(workspace)
        self.apply(workspace, "-var=size=2")
        self.assertEqual(endpoint.requests("autoscaling", "StartInstanceRefresh"), [])
        self.apply(workspace, "-var=size=2", "-var=type=t3.small")
        started = [r.form() for r in endpoint.requests("autoscaling", "StartInstanceRefresh")]
        self.assertEqual(len(started), 1)
        group = next(r.form() for r in endpoint.requests("autoscaling", "CreateAutoScalingGroup"))
        template = group["LaunchTemplate.LaunchTemplateId"]
        self.assertNotIn("LaunchTemplate.LaunchTemplateName", group)
        self.assertEqual({k: v for k, v in started[0].items() if k not in ("Action", "Version")}, {
            "AutoScalingGroupName": "workers", "Strategy": "Rolling",
            "DesiredConfiguration.LaunchTemplate.LaunchTemplateId": template,
            "DesiredConfiguration.LaunchTemplate.Version": "2",
            "Preferences.AutoRollback": "true",
            "Preferences.CheckpointPercentages.member.1": "50", "Preferences.CheckpointPercentages.member.2": "100",
            "Preferences.InstanceWarmup": "30",
            "Preferences.MaxHealthyPercentage": "100", "Preferences.MinHealthyPercentage": "50",
            "Preferences.ScaleInProtectedInstances": "Ignore", "Preferences.SkipMatching": "false",
            "Preferences.StandbyInstances": "Ignore"})
        self.apply(workspace, "-var=size=2", "-var=type=t3.small", "-var=tag=two")
        order = [r.operation for r in endpoint.requests("autoscaling")
                 if r.operation in ("CancelInstanceRefresh", "DescribeInstanceRefreshes", "StartInstanceRefresh")]
        self.assertEqual(order[3:], ["CancelInstanceRefresh", *["DescribeInstanceRefreshes"] * 3, "StartInstanceRefresh"])

    def test_instances_come_later(self):
        """A create waits until the instances are healthy, and no longer."""
        workspace, endpoint = self.group([rule("DescribeAutoScalingGroups", PENDING, times=3)])
        self.apply(workspace)
        asked = endpoint.requests("autoscaling", "DescribeAutoScalingGroups")
        self.assertGreaterEqual(len(asked), 4)
        self.assertLess(asked[4].time - asked[0].time, 10)

    def test_instances_that_do_not_come(self):
        """When the time is up the group is in the state, and the message says what is missing and what gives it longer."""
        workspace, _ = self.group([rule("DescribeAutoScalingGroups", PENDING)], timeout="2s")
        error = self.only_error_of(workspace, "apply", "-json", "-auto-approve", "-input=false")
        self.assertRegex(error, r"Timeout while creating Auto Scaling Group \(workers\)")
        self.assertIn("by wait_for_capacity_timeout", error)
        self.assertIn("aws_autoscaling_group.main", workspace.run("state", "list")[1])

    def test_a_failed_activity(self):
        """A create ends with the reason that AWS gives, not with the time; profiles that are new are no reason."""
        profile = activity("a-1", "Failed", "Invalid IAM Instance Profile name")
        workspace, endpoint = self.group([
            rule("DescribeAutoScalingGroups", PENDING),
            rule("DescribeScalingActivities", activities(profile), times=2),
            rule("DescribeScalingActivities", activities(activity("a-2", "Failed", NO_CAPACITY), profile)),
        ])
        error = self.only_error_of(workspace, "apply", "-json", "-auto-approve", "-input=false")
        self.assertRegex(error, r"creating Auto Scaling Group \(workers\) failed: The scaling activity a-2 failed: .*" + NO_CAPACITY)
        self.assertEqual(len(endpoint.requests("autoscaling", "DescribeScalingActivities")), 3)

    def test_what_failed_before(self):
        """An update looks only at activities that were not there before it."""
        old = activity("a-1", "Failed", NO_CAPACITY)
        rules = [rule("DescribeScalingActivities", activities(), times=1), rule("DescribeScalingActivities", activities(old))]
        workspace, endpoint = self.group(rules)
        self.apply(workspace)
        self.apply(workspace, "-var=size=2")
        endpoint.rules[1].left = 1
        endpoint.rules.append(rule("DescribeScalingActivities", activities(activity("a-2", "Failed", NO_CAPACITY), old)))
        error = self.only_error_of(workspace, "apply", "-json", "-auto-approve", "-input=false", "-var=size=3")
        self.assertRegex(error, "The scaling activity a-2 failed: .*" + NO_CAPACITY)

    def test_a_suspended_process(self):
        """Where nothing is started, nothing is waited for, and a warning says so."""
        suspended = b"<SuspendedProcesses><member><ProcessName>Launch</ProcessName></member></SuspendedProcesses>"

        def change(body):
            return re.sub(rb"<SuspendedProcesses ?/>|<SuspendedProcesses></SuspendedProcesses>", suspended, PENDING.change(body))

        workspace, _ = self.group([rule("DescribeAutoScalingGroups", Answer(200, forward=True, change=change))])
        output = workspace.run("apply", "-auto-approve", "-input=false", "-no-color")[1]
        self.assertRegex(" ".join(output.split()), "It wants 1 healthy instances, and has 0. Its process Launch is suspended")

    def test_instances_that_weigh(self):
        """An update is done when no instance can be taken away, though they weigh more than what is wanted."""
        weigh = Answer(200, forward=True, change=lambda body: body.replace(
            b"</InstanceId>", b"</InstanceId><WeightedCapacity>2</WeightedCapacity>"))
        workspace, endpoint = self.group([rule("DescribeAutoScalingGroups", weigh)], timeout="30s")
        self.apply(workspace, "-var=size=0")
        asked = len(endpoint.requests("autoscaling", "DescribeAutoScalingGroups"))
        self.apply(workspace, "-var=size=1")
        self.assertLess(len(endpoint.requests("autoscaling", "DescribeAutoScalingGroups")), asked + 8)

    def test_instances_behind_a_load_balancer(self):
        """A create that asks for it waits until the instances are healthy in the target groups, and counts none that is not there."""
        unhealthy = Answer(200, forward=True, change=lambda body: body.replace(b"<State>healthy", b"<State>initial"))
        nobody = Answer(200, forward=True, change=lambda body: body.replace(b"<Id>i-", b"<Id>x-"))
        rules = [Rule("elasticloadbalancing", "DescribeTargetHealth", unhealthy, times=2),
                 Rule("elasticloadbalancing", "DescribeTargetHealth", nobody, times=1)]
        emulator = self.enterContext(Emulator("moto", self.folder + "/moto"))
        endpoint = self.enterContext(Endpoint(rules, upstream=emulator.url))
        environment = {**emulator.take().environment(), "AWS_ENDPOINT_URL": endpoint.url}
        workspace = self.workspace(BALANCED, endpoint.url, environment)
        self.apply(workspace)
        self.assertEqual([rule.left for rule in rules], [0, 0])
        self.assertEqual(len(endpoint.requests("elasticloadbalancing", "DescribeTargetHealth")), 4)
