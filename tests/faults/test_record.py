"""Records of Route 53: ids that hashicorp/aws wrote, and no more asked for than the one record."""
import json
import os
import re

from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity
from tests.faults.session import FaultTest

APPLY = ("apply", "-auto-approve", "-input=false")
XML = {"Content-Type": "text/xml"}
CHANGE = "<ChangeInfo><Id>/change/C1</Id><Status>INSYNC</Status><SubmittedAt>2024-01-01T00:00:00Z</SubmittedAt></ChangeInfo>"

RECORD = """
variable "type" {
  default = "A"
}

resource "aws_route53_record" "main" {
  zone_id         = "Z1"
  name            = "www.example.com."
  type            = var.type
  ttl             = 60
  records         = [var.type == "A" ? "192.0.2.1" : "2001:db8::1"]
  allow_overwrite = true
}
"""


class Record(FaultTest):
    def test_a_name_that_ends_in_a_dot(self):
        """The id keeps the dot that it has in a state of hashicorp/aws, until another type makes a new one."""
        kept = {"type": "A", "value": "192.0.2.1"}

        def change(request):
            kept["type"], kept["value"] = (re.findall(f"<{tag}>([^<]*)<".encode(), request.body)[-1].decode() for tag in ("Type", "Value"))
            return Answer(200, f"<ChangeResourceRecordSetsResponse>{CHANGE}</ChangeResourceRecordSetsResponse>", XML)

        def records(_):
            one = (f"<ResourceRecordSet><Name>www.example.com.</Name><Type>{kept['type']}</Type><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>"
                   f"{kept['value']}</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>")
            return Answer(200, f"<ListResourceRecordSetsResponse><ResourceRecordSets>{one}</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>1"
                               "</MaxItems></ListResourceRecordSetsResponse>", XML)

        zone = ("<HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name><CallerReference>r</CallerReference><Config><PrivateZone>false</PrivateZone>"
                "</Config></HostedZone>")
        rules = [
            Rule("sts", answer=caller_identity()),
            Rule("route53", None, Answer(200, f"<GetChangeResponse>{CHANGE}</GetChangeResponse>", XML), when=lambda r: "/change/" in r.path),
            Rule("route53", "GET /2013-04-01/hostedzone/Z1", Answer(200, f"<GetHostedZoneResponse>{zone}</GetHostedZoneResponse>", XML)),
            Rule("route53", None, records, when=lambda r: r.method == "GET" and "/rrset" in r.path),
            Rule("route53", None, change, when=lambda r: r.method == "POST" and "/rrset" in r.path),
        ]

        def id_of(workspace):
            return workspace.state()["aws_route53_record.main"]["attributes"]["id"]

        with Endpoint(rules) as endpoint:
            workspace = self.workspace(RECORD, endpoint.url)
            workspace.run(*APPLY)
            self.assertEqual(id_of(workspace), "Z1_www.example.com_A")
            path = os.path.join(workspace.folder, "terraform.tfstate")
            with open(path) as file:
                state = json.load(file)
            state["resources"][0]["instances"][0]["attributes"].update(id="Z1_www.example.com._A", name="www.example.com")
            with open(path, "w") as file:
                json.dump(state, file)
            workspace.run(*APPLY, "-refresh-only")
            self.assertEqual(id_of(workspace), "Z1_www.example.com._A")
            workspace.run("plan", "-detailed-exitcode", "-input=false")
            workspace.run(*APPLY, "-var=type=AAAA")
            self.assertEqual(id_of(workspace), "Z1_www.example.com_AAAA")
            last = [r.body for r in endpoint.requests("route53") if r.method == "POST"][-1]
            self.assertEqual(re.findall(b"<Action>([A-Z]+)<", last), [b"DELETE", b"UPSERT"])
            listed = [r.path for r in endpoint.requests("route53") if r.method == "GET" and "/rrset" in r.path]
            self.assertTrue(all("maxitems=1" in path for path in listed), listed)
