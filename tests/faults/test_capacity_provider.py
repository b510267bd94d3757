"""A capacity provider that ECS cannot delete: the emulators delete at once."""
from tests.faults.endpoint import Answer, Endpoint, Rule
from tests.faults.session import FaultTest

ARN = "arn:aws:ecs:us-east-1:123456789012:capacity-provider/spot"
GROUP = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:0c5a:autoScalingGroupName/spot"
CONFIGURATION = f"""
resource "aws_ecs_capacity_provider" "spot" {{
  name = "spot"

  auto_scaling_group_provider {{
    auto_scaling_group_arn = "{GROUP}"
  }}
}}
"""


def provider(**more):
    group = {"autoScalingGroupArn": GROUP, "managedDraining": "ENABLED", "managedTerminationProtection": "DISABLED",
             "managedScaling": {"status": "DISABLED", "targetCapacity": 100, "minimumScalingStepSize": 1, "maximumScalingStepSize": 10000,
                                "instanceWarmupPeriod": 300}}
    return {"capacityProviderArn": ARN, "name": "spot", "status": "ACTIVE", "autoScalingGroupProvider": group, "tags": [], **more}


class CapacityProvider(FaultTest):
    def test_a_deletion_that_fails(self):
        """It ends at once, with ECS's reason, and the capacity provider stays in the state."""
        there = Rule("ecs", "DescribeCapacityProviders", Answer(200, {"capacityProviders": []}))
        deleting = provider(updateStatus="DELETE_IN_PROGRESS")
        rules = [there, Rule("ecs", "CreateCapacityProvider", Answer(200, {"capacityProvider": provider()})),
                 Rule("ecs", "DeleteCapacityProvider", Answer(200, {"capacityProvider": deleting}))]
        with Endpoint(rules) as endpoint:
            web = self.workspace(CONFIGURATION, endpoint.url, provider="  skip_credentials_validation = true\n  skip_requesting_account_id = true")
            # It is not there before it is made, and is afterwards.
            there.left = 1
            endpoint.rules.append(Rule("ecs", "DescribeCapacityProviders", Answer(200, {"capacityProviders": [provider()]})))
            web.run("apply", "-auto-approve", "-input=false")
            failed = provider(updateStatus="DELETE_FAILED", updateStatusReason="The group has instances that cannot be terminated")
            endpoint.rules[:0] = [
                Rule("ecs", "DescribeCapacityProviders", Answer(200, {"capacityProviders": [provider()]}), times=1),
                Rule("ecs", "DescribeCapacityProviders", Answer(200, {"capacityProviders": [deleting]}), times=2),
                Rule("ecs", "DescribeCapacityProviders", Answer(200, {"capacityProviders": [failed]}))]
            status, output = web.run("destroy", "-auto-approve", "-input=false", "-no-color", ok=(1,), timeout=60)
            self.assertIn("DELETE_FAILED: The group has instances that cannot be terminated", " ".join(output.split()))
            self.assertIn("aws_ecs_capacity_provider.spot", web.run("state", "list")[1])


if __name__ == "__main__":
    import unittest
    unittest.main()
