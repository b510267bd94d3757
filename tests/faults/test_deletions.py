"""Deletions of what is made of several things, some of which are gone already or come meanwhile; and what a refresh makes of them."""
import json
import re

from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity, xml_error
from tests.faults.session import FaultTest

APPLY = ("apply", "-auto-approve", "-input=false")
DESTROY = ("destroy", "-auto-approve", "-input=false")
EMPTY_PLAN = ("plan", "-detailed-exitcode", "-input=false")
XML = {"Content-Type": "text/xml"}
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}

ROLE = """
resource "aws_iam_role" "main" {
  name                  = "web"
  force_detach_policies = true
  assume_role_policy    = %s
}
""" % json.dumps(json.dumps(TRUST))

BUCKET = """
variable "force" {
  default = false
}

resource "aws_s3_bucket" "main" {
  bucket        = "shop"
  force_destroy = var.force
}
"""

VERSIONING = """
resource "aws_s3_bucket_versioning" "main" {
  bucket = "shop"

  versioning_configuration {
    status = "Enabled"
  }
}
"""

ZONE = """
resource "aws_route53_zone" "main" {
  name          = "example.com"
  force_destroy = true
}
"""


def iam(operation, body=""):
    return Answer(200, f'<{operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><{operation}Result>{body}'
                       f"</{operation}Result></{operation}Response>", XML)


def s3_error(code, status):
    return Answer(status, f"<Error><Code>{code}</Code><Message>m</Message></Error>", XML)


class Deletions(FaultTest):
    def test_a_role_whose_policies_go_meanwhile(self):
        """One that is gone by then keeps neither the others nor the role; a refresh in between does not lose the role."""
        role = ("<Role><Path>/</Path><Arn>arn:aws:iam::123456789012:role/web</Arn><RoleName>web</RoleName><RoleId>AROA</RoleId>"
                f"<AssumeRolePolicyDocument>{json.dumps(TRUST)}</AssumeRolePolicyDocument>"
                "<CreateDate>2024-01-01T00:00:00Z</CreateDate><MaxSessionDuration>3600</MaxSessionDuration></Role>")
        attached = "".join(f"<member><PolicyName>{n}</PolicyName><PolicyArn>arn:aws:iam::123456789012:policy/{n}</PolicyArn></member>"
                           for n in ("a", "b", "c"))
        gone = xml_error("NoSuchEntity", "It cannot be found.", 404)
        first = lambda r: r.form().get("PolicyArn", "").endswith("/a") or r.form().get("PolicyName") == "x"  # noqa: E731
        rules = [
            Rule("sts", answer=caller_identity()),
            *(Rule("iam", name, gone, when=first) for name in ("DetachRolePolicy", "DeleteRolePolicy", "GetRolePolicy")),
            Rule("iam", "GetRole", iam("GetRole", role)),
            Rule("iam", "CreateRole", iam("CreateRole", role)),
            Rule("iam", "ListRolePolicies", iam("ListRolePolicies", "<PolicyNames><member>x</member><member>y</member></PolicyNames>")),
            Rule("iam", "GetRolePolicy", iam("GetRolePolicy", "<RoleName>web</RoleName><PolicyName>y</PolicyName><PolicyDocument>%7B%7D"
                                                              "</PolicyDocument>")),
            Rule("iam", "ListAttachedRolePolicies", iam("ListAttachedRolePolicies", f"<AttachedPolicies>{attached}</AttachedPolicies>")),
            *(Rule("iam", name, iam(name)) for name in ("ListInstanceProfilesForRole", "DetachRolePolicy", "DeleteRolePolicy", "DeleteRole")),
        ]
        with Endpoint(rules) as endpoint:
            workspace = self.workspace(ROLE, endpoint.url)
            workspace.run(*APPLY)
            workspace.run(*EMPTY_PLAN)
            workspace.run(*DESTROY)
            detached = [r.form()["PolicyArn"][-1] for r in endpoint.requests("iam", "DetachRolePolicy")]
            self.assertEqual(detached, ["a", "b", "c"])
            self.assertEqual([r.form()["PolicyName"] for r in endpoint.requests("iam", "DeleteRolePolicy")], ["x", "y"])
            self.assertEqual(len(endpoint.requests("iam", "DeleteRole")), 1)

    def bucket_rules(self, objects):
        """A bucket that has as many objects as the list says when it is asked for them, one after another."""
        made = {"there": False, "left": 0}

        def put(_):
            made["there"] = True
            return Answer(200, None, XML)

        def versions(_):
            if not made["there"]:
                return s3_error("NoSuchBucket", 404)
            made["left"] = objects[0]
            listed = "".join(f"<Version><Key>k{i}</Key><VersionId>v</VersionId></Version>" for i in range(objects[0]))
            return Answer(200, f"<ListVersionsResult><IsTruncated>false</IsTruncated>{listed}</ListVersionsResult>", XML)

        def empty(_):
            objects.pop(0)
            made["left"] = 0
            return Answer(200, "<DeleteResult/>", XML)

        def delete(_):
            if objects and objects[0] and made["left"] == 0:
                return s3_error("BucketNotEmpty", 409)
            made["there"] = False
            return Answer(204, None, XML)

        return [
            Rule("sts", answer=caller_identity()),
            Rule("s3", None, versions, when=lambda r: r.method == "GET" and "versions" in r.path),
            Rule("s3", "POST /shop?delete", empty),
            Rule("s3", "PUT /shop", put),
            Rule("s3", "DELETE /shop", delete),
            Rule("s3", "HEAD /shop", lambda _: Answer(200 if made["there"] else 404, None, XML)),
            Rule("s3", "GET /shop?acl", Answer(200, "<AccessControlPolicy/>", XML)),
            Rule("s3", "GET /shop?requestPayment",
                 Answer(200, "<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>", XML)),
            Rule("s3", None, s3_error("NotImplemented", 501), when=lambda r: r.method == "GET"),
        ]

    def test_a_bucket_that_logs_come_into(self):
        """What comes between the emptying and the deletion is deleted too."""
        with Endpoint(self.bucket_rules([2, 1, 0])) as endpoint:
            workspace = self.workspace(BUCKET, endpoint.url)
            workspace.run(*APPLY, "-var=force=true")
            workspace.run(*DESTROY, "-var=force=true")
            deleted = [len(re.findall(b"<Key>", r.body)) for r in endpoint.requests("s3", "POST /shop?delete")]
            self.assertEqual(deleted, [2, 1])
            self.assertEqual(len(endpoint.requests("s3", "DELETE /shop")), 2)

    def test_a_bucket_that_holds_something(self):
        with Endpoint(self.bucket_rules([1])) as endpoint:
            workspace = self.workspace(BUCKET, endpoint.url)
            workspace.run(*APPLY)
            told = self.only_error_of(workspace, *DESTROY, "-json")
            self.assertRegex(told, "BucketNotEmpty.*With force_destroy the bucket is deleted with its objects")
            self.assertEqual(endpoint.requests("s3", "POST /shop?delete"), [])

    def test_versioning_of_a_bucket_with_locks(self):
        """It cannot be suspended, and so stays as it is."""
        refused = Answer(409, "<Error><Code>InvalidBucketState</Code><Message>An Object Lock configuration is present on this bucket, so the "
                              "versioning state cannot be changed.</Message></Error>", XML)
        rules = [
            Rule("sts", answer=caller_identity()),
            Rule("s3", "PUT /shop?versioning", refused, when=lambda r: b"Suspended" in r.body),
            Rule("s3", "PUT /shop?versioning", Answer(200, None, XML)),
            Rule("s3", "GET /shop?versioning", Answer(200, "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>", XML)),
        ]
        with Endpoint(rules) as endpoint:
            workspace = self.workspace(VERSIONING, endpoint.url)
            workspace.run(*APPLY)
            workspace.run(*DESTROY)
            self.assertEqual(len(endpoint.requests("s3", "PUT /shop?versioning")), 2)

    def test_a_zone_with_many_records(self):
        """A hundred go in one call; those of the zone itself stay for AWS."""
        def record(name, kind, value):
            return (f"<ResourceRecordSet><Name>{name}</Name><Type>{kind}</Type><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>{value}</Value>"
                    "</ResourceRecord></ResourceRecords></ResourceRecordSet>")

        own = record("example.com.", "NS", "ns.example.net.") + record("example.com.", "SOA", "ns.example.net. a. 1 2 3 4 5")
        records = own + "".join(record(f"w{i}.example.com.", "A", "192.0.2.1") for i in range(150))
        zone = ("<HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name><CallerReference>r</CallerReference><Config><Comment>Managed by "
                "Terraform</Comment><PrivateZone>false</PrivateZone></Config></HostedZone><DelegationSet><NameServers><NameServer>ns.example.net"
                "</NameServer></NameServers></DelegationSet>")
        change = "<ChangeInfo><Id>/change/C1</Id><Status>INSYNC</Status><SubmittedAt>2024-01-01T00:00:00Z</SubmittedAt></ChangeInfo>"
        rules = [
            Rule("sts", answer=caller_identity()),
            Rule("route53", "POST /2013-04-01/hostedzone", Answer(201, f"<CreateHostedZoneResponse>{change}{zone}</CreateHostedZoneResponse>", XML)),
            Rule("route53", None, Answer(200, f"<GetChangeResponse>{change}</GetChangeResponse>", XML), when=lambda r: "/change/" in r.path),
            Rule("route53", "GET /2013-04-01/hostedzone/Z1", Answer(200, f"<GetHostedZoneResponse>{zone}</GetHostedZoneResponse>", XML)),
            Rule("route53", None, Answer(200, f"<ListResourceRecordSetsResponse><ResourceRecordSets>{records}</ResourceRecordSets><IsTruncated>false"
                                              "</IsTruncated><MaxItems>300</MaxItems></ListResourceRecordSetsResponse>", XML),
                 when=lambda r: r.method == "GET" and "/rrset" in r.path),
            Rule("route53", None, Answer(200, f"<ChangeResourceRecordSetsResponse>{change}</ChangeResourceRecordSetsResponse>", XML),
                 when=lambda r: r.method == "POST" and "/rrset" in r.path),
            Rule("route53", None, Answer(200, "<ListTagsForResourceResponse><ResourceTagSet/></ListTagsForResourceResponse>", XML),
                 when=lambda r: "/tags/" in r.path),
            Rule("route53", None, s3_error("InvalidInput", 400), when=lambda r: "/dnssec" in r.path),
            Rule("route53", "DELETE /2013-04-01/hostedzone/Z1", Answer(200, f"<DeleteHostedZoneResponse>{change}</DeleteHostedZoneResponse>", XML)),
        ]
        with Endpoint(rules) as endpoint:
            workspace = self.workspace(ZONE, endpoint.url)
            workspace.run(*APPLY)
            workspace.run(*DESTROY)
            sent = [r.body for r in endpoint.requests("route53") if r.method == "POST" and "/rrset" in r.path]
            self.assertEqual([len(re.findall(b"<Action>DELETE<", body)) for body in sent], [100, 50])
            self.assertFalse(any(b"SOA" in body for body in sent))
