"""EC2 instances: user data, profiles, volumes and passwords, which no emulator keeps or changes as AWS does; all else is moto's."""
import base64
import hashlib
import re

from tests.faults.endpoint import Answer, Endpoint, Rule
from tests.faults.session import Emulator, FaultTest

APPLY = ("apply", "-json", "-auto-approve", "-input=false")
EMPTY_PLAN = ("plan", "-detailed-exitcode", "-input=false")
SCRIPT = "#!/bin/sh\necho first\n"
OTHER = "#!/bin/sh\necho second\n"

CONFIGURATION = """
variable "script" {
  default = "first"
}

variable "replace" {
  default = false
}

variable "size" {
  default = 20
}

variable "profile" {
  default = null
}

variable "addresses" {
  default = null
}

variable "password" {
  default = false
}

resource "aws_instance" "web" {
  ami                         = "ami-12c6146b"
  instance_type               = "t3.micro"
  user_data                   = "#!/bin/sh\\necho ${var.script}\\n"
  user_data_replace_on_change = var.replace
  get_password_data           = var.password
  iam_instance_profile        = var.profile
  ipv6_address_count          = var.addresses

  root_block_device {
    volume_size = var.size
  }
}
"""


def xml(operation, body):
    return Answer(200, f'<{operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId>{body}</{operation}Response>',
                  {"Content-Type": "text/xml"})


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def user_data(text):
    return xml("DescribeInstanceAttribute", f"<userData><value>{encoded(text)}</value></userData>")


class Instance(FaultTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.emulator = cls.enterClassContext(Emulator("moto", cls.folder + "/moto"))

    def setUp(self):
        self.told = Rule("ec2", "DescribeInstanceAttribute", user_data(SCRIPT), when=lambda r: r.form().get("Attribute") == "userData")
        image = "<imagesSet><item><imageId>ami-12c6146b</imageId><rootDeviceName>/dev/sda1</rootDeviceName></item></imagesSet>"
        self.rules = [self.told, Rule("ec2", "DescribeImages", xml("DescribeImages", image)),
                      Rule("ec2", "ModifyInstanceAttribute", xml("ModifyInstanceAttribute", "<return>true</return>"),
                           when=lambda r: "UserData.Value" in r.form())]
        self.endpoint = self.enterContext(Endpoint(self.rules, upstream=self.emulator.url))
        environment = {**self.emulator.take().environment(), "AWS_ENDPOINT_URL": self.endpoint.url}
        self.run_with = self.workspace(CONFIGURATION, self.endpoint.url, environment).run

    def asked(self, *operations):
        return [r for r in self.endpoint.requests("ec2") if r.operation in operations]

    def state(self):
        return self.run_with("show", "-json")[1]

    def test_user_data(self):
        """The state has its SHA-1. Another one is given to the stopped instance, or to a new one."""
        self.run_with(*APPLY)
        [run] = self.asked("RunInstances")
        self.assertEqual(run.form()["UserData"], encoded(SCRIPT))
        self.assertIn(hashlib.sha1(SCRIPT.encode()).hexdigest(), self.state())
        self.run_with(*EMPTY_PLAN)

        variables = ("-var=script=second",)
        steps = ("StopInstances", "ModifyInstanceAttribute", "StartInstances")
        # What is refreshed before the change is what it was.
        self.endpoint.rules.insert(0, Rule("ec2", "DescribeInstanceAttribute", user_data(SCRIPT), times=1, when=self.told.when))
        self.told.answer = user_data(OTHER)
        self.run_with(*APPLY, *variables)
        self.assertEqual([r.operation for r in self.asked(*steps)], list(steps))
        self.assertEqual(self.asked("ModifyInstanceAttribute")[0].form()["UserData.Value"], encoded(OTHER))
        self.assertNotIn("echo second", self.state())
        self.run_with(*EMPTY_PLAN, *variables)

        _, output = self.run_with("plan", "-input=false", "-no-color", "-var=script=third", "-var=replace=true")
        self.assertIn("1 to add, 0 to change, 1 to destroy", output)

    def test_a_start_that_fails(self):
        """An instance that is terminated at once is told with AWS's reason, and stays in the state."""
        def terminated(body):
            body = re.sub(rb"<stateReason ?/>|<stateReason>.*?</stateReason>", b"", body, flags=re.S)
            reason = b"<stateReason><code>Client.InternalError</code><message>Client.InternalError: the key is not there</message></stateReason>"
            return body.replace(b"<name>running</name>", b"<name>terminated</name>").replace(b"<instanceState>", reason + b"<instanceState>", 1)
        self.endpoint.rules.insert(0, Rule("ec2", "DescribeInstances", Answer(forward=True, change=terminated)))
        status, output = self.run_with(*APPLY, ok=(1,))
        self.assertEqual(status, 1)
        self.assertIn("the key is not there", output)
        self.assertIn("i-", self.run_with("state", "pull")[1])

    def test_root_volume(self):
        """It grows in place, and the apply waits until AWS is at it."""
        self.run_with(*APPLY)
        [run] = self.asked("RunInstances")
        form = run.form()
        self.assertEqual((form["BlockDeviceMapping.1.DeviceName"], form["BlockDeviceMapping.1.Ebs.VolumeSize"]), ("/dev/sda1", "20"))
        self.endpoint.rules[:0] = [
            Rule("ec2", "ModifyVolume", xml("ModifyVolume", "<volumeModification><modificationState>modifying</modificationState></volumeModification>")),
            *(Rule("ec2", "DescribeVolumesModifications", times=times, answer=xml(
                "DescribeVolumesModifications",
                f"<volumeModificationSet><item><modificationState>{state}</modificationState></item></volumeModificationSet>"))
              for state, times in (("modifying", 2), ("optimizing", None)))]
        self.run_with(*APPLY, "-var=size=30")
        [modify] = self.asked("ModifyVolume")
        form = modify.form()
        self.assertEqual(form["Size"], "30")
        self.assertFalse({"VolumeType", "Iops", "Throughput"} & set(form))
        self.assertEqual(len(self.asked("DescribeVolumesModifications")), 3)
        self.assertEqual(self.asked("StopInstances"), [])

    def test_profile(self):
        """A profile is associated, and replaced by another one; one that was just made is tried again."""
        self.run_with(*APPLY)
        associated = "<item><associationId>iip-assoc-1</associationId><state>associated</state></item>"
        none = Rule("ec2", "DescribeIamInstanceProfileAssociations", xml("DescribeIamInstanceProfileAssociations", "<iamInstanceProfileAssociationSet/>"))
        refused = ("<Response><Errors><Error><Code>InvalidParameterValue</Code><Message>Value (web) for parameter iamInstanceProfile.name is invalid. "
                   "Invalid IAM Instance Profile name</Message></Error></Errors><RequestID>r-1</RequestID></Response>")
        done = xml("AssociateIamInstanceProfile", f"<iamInstanceProfileAssociation>{associated}</iamInstanceProfileAssociation>")
        self.endpoint.rules[:0] = [
            none, Rule("ec2", "AssociateIamInstanceProfile", Answer(400, refused, {"Content-Type": "text/xml"}), times=1),
            Rule("ec2", "AssociateIamInstanceProfile", done), Rule("ec2", "ReplaceIamInstanceProfileAssociation", done)]
        self.run_with(*APPLY, "-var=profile=web")
        first, second = self.asked("AssociateIamInstanceProfile")
        self.assertEqual(first.form(), second.form())
        self.assertEqual(second.form()["IamInstanceProfile.Name"], "web")
        none.answer = xml("DescribeIamInstanceProfileAssociations", f"<iamInstanceProfileAssociationSet>{associated}</iamInstanceProfileAssociationSet>")
        self.run_with(*APPLY, "-var=profile=shop")
        [replace] = self.asked("ReplaceIamInstanceProfileAssociation")
        self.assertEqual((replace.form()["AssociationId"], replace.form()["IamInstanceProfile.Name"]), ("iip-assoc-1", "shop"))

    def test_ipv6_addresses(self):
        """There are as many as are wanted: further ones are assigned, the last ones go."""
        there = []

        def with_addresses(body):
            items = "".join(f"<item><ipv6Address>{a}</ipv6Address></item>" for a in there)
            body = re.sub(rb"<ipv6AddressesSet ?/>|<ipv6AddressesSet>.*?</ipv6AddressesSet>", b"", body, flags=re.S)
            return body.replace(b"<networkInterfaceId>", f"<ipv6AddressesSet>{items}</ipv6AddressesSet><networkInterfaceId>".encode())

        self.endpoint.rules[:0] = [
            Rule("ec2", "DescribeInstances", Answer(forward=True, change=with_addresses)),
            Rule("ec2", "AssignIpv6Addresses", xml("AssignIpv6Addresses", "")), Rule("ec2", "UnassignIpv6Addresses", xml("UnassignIpv6Addresses", ""))]
        self.run_with(*APPLY)
        self.run_with(*APPLY, "-var=addresses=2")
        [assigned] = self.asked("AssignIpv6Addresses")
        self.assertEqual(assigned.form()["Ipv6AddressCount"], "2")
        there[:] = ["2001:db8::1", "2001:db8::2"]
        self.run_with(*EMPTY_PLAN, "-var=addresses=2")
        self.run_with(*APPLY, "-var=addresses=1")
        [unassigned] = self.asked("UnassignIpv6Addresses")
        self.assertEqual([v for k, v in unassigned.form().items() if k.startswith("Ipv6Addresses")], ["2001:db8::2"])

    def test_password(self):
        """It is waited for, as Windows makes it when it first starts."""
        def password(text):
            return xml("GetPasswordData", f"<passwordData>{text}</passwordData>")
        self.endpoint.rules[:0] = [Rule("ec2", "GetPasswordData", password(""), times=3), Rule("ec2", "GetPasswordData", password("c2VjcmV0"))]
        self.run_with(*APPLY, "-var=password=true")
        self.assertGreaterEqual(len(self.asked("GetPasswordData")), 4)
        self.assertIn("c2VjcmV0", self.state())
        self.run_with(*EMPTY_PLAN, "-var=password=true")
