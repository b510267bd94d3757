"""S3 as AWS documents it where no emulator does it: uploads that are cut, buckets that are elsewhere, configurations that come and go."""
import base64
import re
import threading
import zlib

from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity
from tests.faults.session import FaultTest

XML = {"Content-Type": "application/xml"}
TEXT = "hello " * 50_000

OBJECT = """
variable "text" {
  default = "one"
}

resource "aws_s3_object" "main" {
  bucket  = "shop"
  key     = "docs/page"
  source  = "page.txt"
  etag    = var.text
  tags    = { Kind = "a b", Stage = "test" }
}
"""

LIFECYCLE = """
resource "aws_s3_bucket_lifecycle_configuration" "main" {
  bucket = "shop"

  rule {
    id     = "old"
    status = "Enabled"

    filter {}

    expiration {
      days = 30
    }
  }
}
"""


def error(code, status, headers=None):
    return Answer(status, f"<Error><Code>{code}</Code><Message>m</Message></Error>", {**XML, **(headers or {})})


def xml(body, headers=None):
    return Answer(200, body, {**XML, **(headers or {})})


def s3(rules):
    return Endpoint([Rule("sts", "GetCallerIdentity", caller_identity()), *rules])


class Store:
    """One object: what was put is what is there."""

    def __init__(self):
        self.body = None

    def put(self, request):
        self.body = request.body
        return Answer(200, None, {"ETag": '"e"', **XML})

    def head(self, _):
        if self.body is None:
            return Answer(404, None, XML)
        return Answer(200, None, {"ETag": '"e"', "x-amz-meta-none": ""})

    def rules(self):
        tags = "<Tagging><TagSet><Tag><Key>Kind</Key><Value>a b</Value></Tag><Tag><Key>Stage</Key><Value>test</Value></Tag></TagSet></Tagging>"
        return [Rule("s3", "PUT /shop/docs/page", self.put), Rule("s3", "HEAD /shop/docs/page", self.head),
                Rule("s3", "GET /shop/docs/page?tagging", xml(tags))]


class S3(FaultTest):
    def object_workspace(self, endpoint):
        workspace = self.workspace(OBJECT, endpoint.url)
        with open(f"{workspace.folder}/page.txt", "w") as file:
            file.write(TEXT)
        return workspace

    def test_uploads_that_are_cut(self):
        """A reset and a 503: the file is sent again from its start, with its checksum and the tags."""
        store = Store()
        puts = [Rule("s3", "PUT /shop/docs/page", Answer(fault="reset"), times=1),
                Rule("s3", "PUT /shop/docs/page", error("SlowDown", 503), times=1)]
        with s3([*puts, *store.rules()]) as endpoint:
            workspace = self.object_workspace(endpoint)
            workspace.run("apply", "-auto-approve", "-input=false")
            sent = endpoint.requests("s3", "PUT /shop/docs/page")
            self.assertEqual(len(sent), 3)
            for request in sent:
                self.assertEqual(request.body.decode(), TEXT)
                self.assertEqual(request.headers["x-amz-checksum-crc32"],
                                 base64.b64encode(zlib.crc32(TEXT.encode()).to_bytes(4, "big")).decode())
                self.assertEqual(request.headers["x-amz-tagging"], "Kind=a%20b&Stage=test")
            # Made anew with another hash: the tags go along.
            workspace.run("apply", "-auto-approve", "-input=false", "-var=text=two")
            sent = endpoint.requests("s3", "PUT /shop/docs/page")
            self.assertEqual((len(sent), sent[3].headers["x-amz-tagging"]), (4, "Kind=a%20b&Stage=test"))
            self.assertEqual(endpoint.requests("s3", "PUT /shop/docs/page?tagging"), [])

    def test_a_bucket_in_another_region(self):
        """It is followed there once; all later calls for it go there at once."""
        store = Store()
        moved = error("PermanentRedirect", 301, {"x-amz-bucket-region": "us-west-2"})
        elsewhere = Rule("s3", None, moved, when=lambda request: request.region != "us-west-2")
        with s3([elsewhere, *store.rules()]) as endpoint:
            self.object_workspace(endpoint).run("apply", "-auto-approve", "-input=false")
            regions = [r.region for r in endpoint.requests("s3")]
            self.assertEqual(regions[0], "us-east-1")
            self.assertEqual(set(regions[1:]), {"us-west-2"})
            self.assertEqual(store.body.decode(), TEXT)

    def test_a_file_that_is_not_there(self):
        with s3(Store().rules()) as endpoint:
            workspace = self.workspace(OBJECT, endpoint.url)
            errors = self.errors_of(workspace, "apply", "-json", "-auto-approve", "-input=false")
            self.assertEqual(len(errors), 1)
            self.assertRegex(errors[0]["detail"], "^page.txt cannot be read: No such file or directory")
            self.assertEqual(errors[0]["snippet"]["code"].strip(), 'source  = "page.txt"')
            self.assertEqual(endpoint.requests("s3", "PUT /shop/docs/page"), [])

    def test_a_configuration_that_comes_and_goes(self):
        """Apply is over when it was there three times in a row, and no later."""
        there = xml("<LifecycleConfiguration><Rule><ID>old</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter><Expiration><Days>30</Days>"
                    "</Expiration></Rule></LifecycleConfiguration>",
                    {"x-amz-transition-default-minimum-object-size": "all_storage_classes_128K"})
        gone = error("NoSuchLifecycleConfiguration", 404)
        answers, lock = [gone, there, gone, there, there, there], threading.Lock()

        def answer(_):
            with lock:
                return answers.pop(0) if answers else there

        rules = [Rule("s3", "PUT /shop?lifecycle", Answer(200, None, XML)), Rule("s3", "GET /shop?lifecycle", answer)]
        with s3(rules) as endpoint:
            workspace = self.workspace(LIFECYCLE, endpoint.url)
            workspace.run("apply", "-auto-approve", "-input=false")
            self.assertEqual(answers, [])
            # The last one is the read of what was made.
            self.assertEqual(len(endpoint.requests("s3", "GET /shop?lifecycle")), 7)
            sent = endpoint.requests("s3", "PUT /shop?lifecycle")
            self.assertEqual(len(sent), 1)
            self.assertIn(b"<Filter><Prefix></Prefix></Filter>", sent[0].body)
            self.assertIn("x-amz-checksum-crc32", sent[0].headers)
            workspace.run("plan", "-detailed-exitcode", "-input=false")

    def test_a_bucket_that_is_there_already(self):
        rules = [Rule("s3", "PUT /shop", error("BucketAlreadyOwnedByYou", 409)), Rule("s3", "HEAD /shop", Answer(404, None, XML))]
        with s3(rules) as endpoint:
            workspace = self.workspace('resource "aws_s3_bucket" "main" {\n  bucket = "shop"\n}', endpoint.url)
            told = self.only_error_of(workspace, "apply", "-json", "-auto-approve", "-input=false")
            self.assertRegex(told, "it exists already.*BucketAlreadyOwnedByYou.*terraform import aws_s3_bucket.NAME 'shop'")

    def test_a_bucket_with_pages_of_versions(self):
        """Deleted page by page, 1,000 at once at most, before the bucket."""
        def page(number, last):
            versions = "".join(f"<Version><Key>k{number}-{i}</Key><VersionId>v{i}</VersionId></Version>" for i in range(1000))
            marker = "" if last else f"<NextKeyMarker>k{number}</NextKeyMarker><NextVersionIdMarker>v</NextVersionIdMarker>"
            return xml(f"<ListVersionsResult><IsTruncated>{str(not last).lower()}</IsTruncated>{marker}{versions}</ListVersionsResult>")

        made = {"payer": "BucketOwner", "there": False}  # answers are made under the endpoint's lock

        def put_payer(request):
            made["payer"] = re.search(rb"<Payer>(\w+)<", request.body)[1].decode()
            return Answer(200, None, XML)

        def be(there, status):
            def answer(_):
                made["there"] = there
                return Answer(status, None, XML)
            return answer

        rules = [
            Rule("s3", None, error("NoSuchBucket", 404), when=lambda r: r.method == "GET" and "versions" in r.path and not made["there"]),
            Rule("s3", None, page(1, True), when=lambda r: r.method == "GET" and "versions" in r.path and "key-marker=k0" in r.path),
            Rule("s3", None, page(0, False), when=lambda r: r.method == "GET" and "versions" in r.path),
            Rule("s3", "POST /shop?delete", xml("<DeleteResult/>")),
            Rule("s3", "PUT /shop", be(True, 200)),
            Rule("s3", "DELETE /shop", be(False, 204)),
            Rule("s3", "HEAD /shop", lambda _: Answer(200 if made["there"] else 404, None, XML)),
            Rule("s3", "GET /shop?acl", xml("<AccessControlPolicy/>")),
            Rule("s3", "GET /shop?requestPayment",
                 lambda _: xml(f"<RequestPaymentConfiguration><Payer>{made['payer']}</Payer></RequestPaymentConfiguration>")),
            Rule("s3", "PUT /shop?requestPayment", put_payer),
            Rule("s3", None, error("NotImplemented", 501), when=lambda r: r.method == "GET"),
        ]
        configuration = """
variable "payer" {
  default = "BucketOwner"
}

resource "aws_s3_bucket" "main" {
  bucket        = "shop"
  force_destroy = true
  request_payer = var.payer
}
"""
        with s3(rules) as endpoint:
            workspace = self.workspace(configuration, endpoint.url)
            workspace.run("apply", "-auto-approve", "-input=false")
            workspace.run("apply", "-auto-approve", "-input=false", "-var=payer=Requester")
            self.assertEqual(made["payer"], "Requester")
            workspace.run("plan", "-detailed-exitcode", "-input=false", "-var=payer=Requester")
            workspace.run("destroy", "-auto-approve", "-input=false", "-var=payer=Requester")
            deleted = [len(re.findall(b"<Key>", r.body)) for r in endpoint.requests("s3", "POST /shop?delete")]
            self.assertEqual(deleted, [1000, 1000])
            self.assertTrue(all("x-amz-checksum-crc32" in r.headers for r in endpoint.requests("s3", "POST /shop?delete")))
