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

variable "type" {
  default = "t3.micro"
}

variable "protected" {
  default = null
}

variable "reservation" {
  default = null
}

variable "metadata" {
  default = null
}

resource "aws_instance" "web" {
  ami                         = "ami-12c6146b"
  instance_type               = var.type
  disable_api_stop            = var.protected
  user_data                   = "#!/bin/sh\\necho ${var.script}\\n"
  user_data_replace_on_change = var.replace
  get_password_data           = var.password
  iam_instance_profile        = var.profile
  ipv6_address_count          = var.addresses

  root_block_device {
    volume_size = var.size
  }

  dynamic "capacity_reservation_specification" {
    for_each = var.reservation[*]

    content {
      capacity_reservation_preference = var.reservation
    }
  }

  dynamic "metadata_options" {
    for_each = var.metadata[*]

    content {
      http_endpoint = var.metadata
      http_tokens   = "required"
    }
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

    def test_profile_of_a_stopped_instance(self):
        """Only that of a running instance can be replaced: here the old one goes first, and is waited for."""
        self.run_with(*APPLY)

        def stopped(body):
            return re.sub(rb"<code>\d+</code>(\s*)<name>running</name>", rb"<code>80</code>\1<name>stopped</name>", body)

        def associations(state):
            items = f"<item><associationId>iip-assoc-1</associationId><state>{state}</state></item>" if state else ""
            return xml("DescribeIamInstanceProfileAssociations", f"<iamInstanceProfileAssociationSet>{items}</iamInstanceProfileAssociationSet>")
        self.endpoint.rules[:0] = [
            Rule("ec2", "DescribeInstances", Answer(forward=True, change=stopped)),
            Rule("ec2", "DescribeIamInstanceProfileAssociations", associations("associated"), times=1),
            Rule("ec2", "DescribeIamInstanceProfileAssociations", associations("disassociating"), times=2),
            Rule("ec2", "DescribeIamInstanceProfileAssociations", associations(None)),
            *(Rule("ec2", operation, xml(operation, "")) for operation in ("DisassociateIamInstanceProfile", "AssociateIamInstanceProfile"))]
        self.run_with(*APPLY, "-var=profile=shop")
        self.assertEqual([r.operation for r in self.asked("DisassociateIamInstanceProfile", "AssociateIamInstanceProfile",
                                                          "ReplaceIamInstanceProfileAssociation")],
                         ["DisassociateIamInstanceProfile", "AssociateIamInstanceProfile"])
        self.assertEqual(len(self.asked("DescribeIamInstanceProfileAssociations")), 4)

    def test_protection_against_stops(self):
        """It comes after what stops the instance, and goes before; another capacity reservation stops it too."""
        def told(value):
            return xml("DescribeInstanceAttribute", f"<disableApiStop><value>{value}</value></disableApiStop>")
        protected = Rule("ec2", "DescribeInstanceAttribute", told("false"), when=lambda r: r.form().get("Attribute") == "disableApiStop")
        self.endpoint.rules[:0] = [
            protected,
            Rule("ec2", "ModifyInstanceAttribute", xml("ModifyInstanceAttribute", ""), when=lambda r: "DisableApiStop.Value" in r.form()),
            Rule("ec2", "ModifyInstanceCapacityReservationAttributes", xml("ModifyInstanceCapacityReservationAttributes", "<return>true</return>"))]
        self.run_with(*APPLY)
        steps = ("StopInstances", "ModifyInstanceAttribute", "ModifyInstanceCapacityReservationAttributes", "StartInstances")
        self.run_with(*APPLY, "-var=protected=true", "-var=type=t3.small")
        self.assertEqual([r.operation for r in self.asked(*steps)], ["StopInstances", "ModifyInstanceAttribute", "StartInstances", "ModifyInstanceAttribute"])
        protected.answer = told("true")
        before = len(self.asked(*steps))
        self.run_with(*APPLY, "-var=protected=false", "-var=type=t3.micro", "-var=reservation=none")
        self.assertEqual([r.operation for r in self.asked(*steps)[before:]],
                         ["ModifyInstanceAttribute", "StopInstances", "ModifyInstanceAttribute", "ModifyInstanceCapacityReservationAttributes", "StartInstances"])

    def test_another_architecture(self):
        """Its image does not run there, so the instance is replaced."""
        self.run_with(*APPLY)
        for other, replaced in (("m7i.large", False), ("g4dn.xlarge", False), ("t4g.micro", True), ("c7gn.medium", True), ("a1.medium", True)):
            _, output = self.run_with("plan", "-input=false", "-no-color", f"-var=type={other}")
            self.assertIn("1 to add, 0 to change, 1 to destroy" if replaced else "0 to add, 1 to change, 0 to destroy", output, other)

    def test_metadata_that_is_off(self):
        """Nothing more is said of it."""
        self.run_with(*APPLY, "-var=metadata=disabled")
        form = {k: v for k, v in self.asked("RunInstances")[0].form().items() if k.startswith("MetadataOptions")}
        self.assertEqual(form, {"MetadataOptions.HttpEndpoint": "disabled"})

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


VOLUMES = """
variable "purpose" {
  default = "shop"
}

variable "volume_tags" {
  type    = map(string)
  default = null
}

resource "aws_instance" "web" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  volume_tags   = var.volume_tags

  root_block_device {
    volume_size = 8
    iops        = 0
    tags        = var.volume_tags == null ? { Stage = "special" } : null
  }

  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 8
    tags        = var.volume_tags == null ? { Purpose = var.purpose } : null
  }
}
"""


class Volumes(FaultTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.emulator = cls.enterClassContext(Emulator("moto", cls.folder + "/moto"))

    def start(self, image="/dev/sda1", devices=""):
        found = (f"<imagesSet><item><imageId>ami-12c6146b</imageId><rootDeviceName>{image}</rootDeviceName>"
                 f"<blockDeviceMapping>{devices}</blockDeviceMapping></item></imagesSet>")
        self.endpoint = self.enterContext(Endpoint([Rule("ec2", "DescribeImages", xml("DescribeImages", found))], upstream=self.emulator.url))
        environment = {**self.emulator.take().environment(), "AWS_ENDPOINT_URL": self.endpoint.url}
        tags = '  default_tags {\n    tags = { Stage = "test", Team = "web" }\n  }\n  ignore_tags {\n    keys = ["Cost"]\n  }'
        self.run_with = self.workspace(VOLUMES, self.endpoint.url, environment, provider=tags).run

    def tagging(self, operation):
        return [r.form() for r in self.endpoint.requests("ec2", operation)]

    def test_tags(self):
        """All volumes have default_tags, and what a block says wins; a block's tags change in place."""
        self.start()
        self.run_with(*APPLY)
        [run] = self.tagging("RunInstances")
        volume = next(k for k, v in run.items() if k.startswith("TagSpecification") and v == "volume").split(".")[1]
        self.assertCountEqual([v for k, v in run.items() if k.startswith(f"TagSpecification.{volume}.Tag.") and k.endswith("Value")], ["test", "web"])
        self.run_with(*EMPTY_PLAN)
        _, output = self.run_with(*APPLY, "-no-color", "-var=purpose=store")
        self.assertIn('"outputs"', output)
        [*_, tagged] = self.tagging("CreateTags")
        self.assertIn("store", tagged.values())
        self.assertEqual(len(self.tagging("RunInstances")), 1)
        self.run_with(*EMPTY_PLAN, "-var=purpose=store")

    def test_volume_tags_after_an_import(self):
        """An import does not know by which argument volumes got their tags; that changes no more than tags."""
        self.start()
        tags = ('-var=volume_tags={"Purpose":"shop"}',)
        self.run_with(*APPLY, *tags)
        self.run_with(*EMPTY_PLAN, *tags)
        instance = next(line for line in self.run_with("state", "show", "-no-color", "aws_instance.web")[1].splitlines() if line.startswith("    id "))
        self.run_with("state", "rm", "aws_instance.web")
        self.run_with("import", "-input=false", *tags, "aws_instance.web", instance.split('"')[1])
        _, output = self.run_with("plan", "-input=false", "-no-color", *tags)
        self.assertIn("0 to add, 1 to change, 0 to destroy", output)
        self.run_with(*APPLY, *tags)
        self.run_with(*EMPTY_PLAN, *tags)

    def test_a_root_device_that_is_not_among_the_devices(self):
        """Some images have one; then the first device is meant."""
        self.start("/dev/sda1", "<item><deviceName>/dev/sda</deviceName></item>")
        self.run_with(*APPLY)
        self.assertEqual(self.tagging("RunInstances")[0]["BlockDeviceMapping.1.DeviceName"], "/dev/sda")
