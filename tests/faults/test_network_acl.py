"""Entries of network ACLs for ICMP, whose type and code no emulator answers: they are told as AWS documents them, all else is moto's."""
from xml.etree import ElementTree

from tests.faults.endpoint import Answer, Endpoint, Rule
from tests.faults.session import Emulator, FaultTest

CONFIGURATION = """
variable "code" {
  default = -1
}

resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_network_acl" "main" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "icmp"
    cidr_block = "10.0.0.0/8"
    from_port  = 0
    to_port    = 0
    icmp_type  = 8
    icmp_code  = var.code
  }
}

resource "aws_network_acl_rule" "main" {
  network_acl_id  = aws_network_acl.main.id
  rule_number     = 200
  egress          = true
  protocol        = "ipv6-icmp"
  rule_action     = "allow"
  ipv6_cidr_block = "::/0"
  icmp_type       = 128
  icmp_code       = var.code
}
"""


class NetworkAcl(FaultTest):
    def test_icmp(self):
        """ICMP's type and code are sent and read, in entries inline and by themselves; a range of ports is none of theirs."""
        endpoint = None

        def with_icmp(body):
            """The entries with the type and code that were last asked for in place of ports."""
            tree = ElementTree.fromstring(body)
            space = tree.tag.partition("}")[0] + "}"
            asked = {r.form()["RuleNumber"]: r.form() for r in endpoint.requests("ec2", "CreateNetworkAclEntry")}
            for entry in tree.iterfind(f".//{space}entrySet/{space}item"):
                form = asked.get(entry.findtext(f"{space}ruleNumber"))
                for ports in entry.findall(f"{space}portRange") if form else []:
                    entry.remove(ports)
                if form:
                    icmp = ElementTree.SubElement(entry, f"{space}icmpTypeCode")
                    ElementTree.SubElement(icmp, f"{space}code").text = form["Icmp.Code"]
                    ElementTree.SubElement(icmp, f"{space}type").text = form["Icmp.Type"]
            return ElementTree.tostring(tree, default_namespace=space[1:-1])

        described = Rule("ec2", "DescribeNetworkAcls", Answer(forward=True, change=with_icmp))
        with Emulator("moto", self.folder + "/moto") as emulator, Endpoint([described], upstream=emulator.url) as endpoint:
            environment = {**emulator.take().environment(), "AWS_ENDPOINT_URL": endpoint.url}
            workspace = self.workspace(CONFIGURATION, endpoint.url, environment)
            workspace.run("apply", "-auto-approve", "-input=false")
            workspace.run("plan", "-detailed-exitcode", "-input=false")
            made = sorted((r.form() for r in endpoint.requests("ec2", "CreateNetworkAclEntry")), key=lambda f: f["RuleNumber"])
            self.assertEqual([(f["Protocol"], f["Icmp.Type"], f["Icmp.Code"], f["Egress"]) for f in made],
                             [("1", "8", "-1", "false"), ("58", "128", "-1", "true")])
            workspace.run("apply", "-auto-approve", "-input=false", "-var=code=0")
            workspace.run("plan", "-detailed-exitcode", "-input=false", "-var=code=0")
            self.assertEqual(len(endpoint.requests("ec2", "DeleteNetworkAclEntry")), 2)
