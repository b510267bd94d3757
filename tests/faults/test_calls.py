"""Reads of an endpoint that misbehaves, in every protocol: how each ends, after how many tries, with what said; and that no
thread, connection or memory stays behind."""
import concurrent.futures
import dataclasses
import email.utils
import gzip
import hashlib
import json
import os
import pathlib
import re
import socket
import tempfile
import time
import unittest

from tests.faults.endpoint import Answer, Endpoint, Rule, json_error, xml_error
from tests.faults.residue import is_sanitized, residue
from tests.pyclient import Provider

PLUGIN = os.environ.get("CAWS_PLUGIN", "build/release/terraform-provider-aws")
TRIES = 3
REGIONS = ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2"]
GRPC_THREADS = 3  # that come and go as gRPC likes
SETTLING_SECONDS = 30  # until what is being closed is closed, and gRPC's threads for a moment of haste are gone; most often none
MORE_MEMORY = 4 << 20  # that reads may add after the first round of them, bytes
ARN = "arn:aws:ecs:us-east-1:123456789012:cluster/main"
SECONDS = 30

# What is read in each protocol: type, import id, what AWS answers, and how its answer is typed.
JSON = ("aws_ecs_cluster", "main", {"clusters": [{"clusterArn": ARN, "clusterName": "main", "status": "ACTIVE"}], "failures": []},
        "application/x-amz-json-1.1")
QUERY = ("aws_iam_instance_profile", "main", (
    "<GetInstanceProfileResponse><GetInstanceProfileResult><InstanceProfile><InstanceProfileName>main</InstanceProfileName>"
    "<Path>/</Path><InstanceProfileId>AIPA1</InstanceProfileId><Arn>arn:aws:iam::123456789012:instance-profile/main</Arn>"
    "<CreateDate>2024-01-02T03:04:05Z</CreateDate><Roles/><Tags/></InstanceProfile></GetInstanceProfileResult>"
    "</GetInstanceProfileResponse>"), "text/xml")
EC2 = ("aws_eip", "eipalloc-0123456789abcdef0", (
    "<DescribeAddressesResponse><addressesSet><item><allocationId>eipalloc-0123456789abcdef0</allocationId><publicIp>192.0.2.1"
    "</publicIp><domain>vpc</domain></item></addressesSet></DescribeAddressesResponse>"), "text/xml")
REST_XML = ("aws_route53_zone", "Z0123456789", (
    "<GetHostedZoneResponse><HostedZone><Id>/hostedzone/Z0123456789</Id><Name>example.com.</Name><CallerReference>r"
    "</CallerReference><Config><PrivateZone>false</PrivateZone></Config></HostedZone><DelegationSet><NameServers><NameServer>"
    "ns-1.example.com</NameServer></NameServers></DelegationSet></GetHostedZoneResponse>"), "text/xml")
# No resource is read in REST-JSON; the credentials that an SSO session gives are, and then the cluster.
REST_JSON = ("aws_ecs_cluster", "main", {"roleCredentials": {
    "accessKeyId": "AKIAEXAMPLE", "secretAccessKey": "very-secret-indeed", "sessionToken": "token", "expiration": 4102444800000}},
    "application/json")
PROTOCOLS = {"json": JSON, "query": QUERY, "ec2": EC2, "rest-xml": REST_XML, "rest-json": REST_JSON}
SSO_CONFIG = (
    "[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = dev\n"
    "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example.com/start\n")

HTML = "<html><head><title>Sign in</title></head><body>The proxy of Example Corp wants to know you.</body></html>"


@dataclasses.dataclass
class Case:
    about: str
    answer: object  # an Answer, or a function of (good body, its content type) to one; None: nobody listens
    tries: int
    says: str  # pattern of the error; "": the read goes well
    protocols: tuple = ("json",)
    first: object = None  # an answer that comes once, before
    keeps: bool = True  # connections can be used again
    rounds: int = 8  # of reads of all regions at once


def bytes_of(body):
    return Answer(200, body).bytes()


def good(body, type_, **more):
    return Answer(200, body, {"Content-Type": type_, **more.pop("headers", {})}, **more)


def an_hour_off():
    return json_error("InvalidSignatureException", "Signature expired: it is now another time", 403,
                      headers={"Date": email.utils.formatdate(time.time() + 3600, usegmt=True)})


ALL = tuple(PROTOCOLS)
NOT_HERE = r"is the endpoint \S+ right\?"
CASES = [
    Case("nothing wrong", good, 1, "", ALL),
    Case("a slow drip", lambda body, type_: good(body, type_, fault="drip", drip_s=0.002), 1, "", rounds=1),
    Case("another content type", lambda body, type_: good(body, "text/plain"), 1, "", ALL),
    Case("no content type", lambda body, type_: good(body, ""), 1, "", ALL),
    Case("gzip", lambda body, type_: good(gzip.compress(bytes_of(body)), type_, headers={"Content-Encoding": "gzip"}), 1, "", ALL),
    Case("an hour's difference between the clocks", good, 2, "", first=an_hour_off),
    Case("one server error", good, 2, "", ALL, first=lambda: Answer(503, HTML, {"Content-Type": "text/html"})),
    Case("one connection that breaks", good, 2, "", ALL, first=lambda: Answer(fault="reset")),
    Case("throttled once", good, 2, "", first=lambda: json_error("ThrottlingException", "Rate exceeded")),
    Case("throttled once, in the Query protocol", good, 2, "", ("query",), first=lambda: xml_error("Throttling", "Rate exceeded")),
    Case("throttled once, in EC2's", good, 2, "", ("ec2",), first=lambda: xml_error("RequestLimitExceeded", "m", 503, ec2=True)),

    Case("refused", None, TRIES, r"Connection refused.*\(3 attempts\)", keeps=False),
    Case("closed without an answer", Answer(fault="close"), TRIES, r"Empty reply from server.*\(3 attempts\)", keeps=False),
    Case("reset without an answer", Answer(fault="reset"), TRIES, r"reset by peer.*\(3 attempts\)", keeps=False),
    Case("a body cut off", lambda body, type_: good(body, type_, fault="truncate"), TRIES,
         r"transfer closed with \d+ bytes remaining.*\(3 attempts\)", ALL, keeps=False),
    Case("a body cut off by a reset", lambda body, type_: good(body, type_, fault="reset-body"), TRIES,
         r"reset by peer.*\(3 attempts\)", ALL, keeps=False),
    Case("no HTTP", Answer(fault="garbage"), TRIES, r"HTTP/0\.9.*\(3 attempts\)", keeps=False),
    Case("half of a gzip", lambda body, type_: good(gzip.compress(bytes_of(body))[:20], type_, headers={"Content-Encoding": "gzip"}),
         1, r"ECS answered with application/x-amz-json-1.1 .* instead of a JSON document|no answer from", keeps=True),
    Case("gzip that is none", lambda body, type_: good(body, type_, headers={"Content-Encoding": "gzip"}), 1,
         "no answer from .*(decod|encod|header)", keeps=False),
    Case("headers without end", Answer(200, "{}", {"X-Long": "x" * 300000}), 1, "headers are too large", keeps=False, rounds=2),
    Case("a body without end", Answer(200, " " * (1 << 20), fault="endless"), 1, "larger than 67108864 bytes", keeps=False, rounds=1),

    Case("server errors", Answer(500, {"__type": "ServerException", "message": "no"}), TRIES,
         r"ServerException: no \(HTTP 500, 3 attempts\)"),
    Case("server errors without a word", Answer(500, ""), TRIES, r"HTTP status 500 without a body \(HTTP 500, 3 attempts\)", ALL),
    Case("an HTML page with a server error", Answer(502, HTML, {"Content-Type": "text/html"}), TRIES,
         rf"text/html.*{NOT_HERE} \(HTTP 502, 3 attempts\)", ALL),
    Case("a storm of throttling", json_error("ThrottlingException", "Rate exceeded"), TRIES,
         r"ThrottlingException: Rate exceeded \(HTTP 400, 3 attempts\).*-parallelism", rounds=1),
    Case("429 without a word", Answer(429, ""), TRIES, r"HTTP 429, 3 attempts", rounds=1),
    Case("an expired token", json_error("ExpiredTokenException", "The security token included in the request is expired"), 1,
         r"ExpiredTokenException: .* \(HTTP 400\).*renew them"),
    Case("an expired token, in the Query protocol", xml_error("ExpiredToken", "The token is expired", 403), 1,
         r"ExpiredToken: .* \(HTTP 403, .*renew them", ("query",)),
    Case("a clock that stays wrong", lambda body, type_: an_hour_off(), 2, r"InvalidSignatureException: .*\(HTTP 403, 2 attempts\)"),
    Case("a refusal", json_error("AccessDeniedException", "not you"), 1, r"AccessDeniedException: not you \(HTTP 400\)"),

    Case("an HTML page in place of the answer", Answer(200, HTML, {"Content-Type": "text/html"}), 1, rf"text/html.*{NOT_HERE}", ALL),
    Case("an HTML page of a proxy that refuses", Answer(403, HTML, {"Content-Type": "text/html"}), 1, rf"text/html.*{NOT_HERE}.*HTTP 403", ALL),
    Case("a page to be seen elsewhere", Answer(302, "", {"Location": "http://127.0.0.1:1/"}), 1, "HTTP status 302 without a body", ALL),
    Case("an answer without a word", Answer(200, ""), 1, rf"answered with an empty body instead of .*{NOT_HERE}", ALL),
    Case("half of the document", lambda body, type_: good(bytes_of(body)[:len(bytes_of(body)) // 2], type_), 1,
         rf"instead of an? (JSON|XML) document: line 1, column \d+.*{NOT_HERE}", ALL),
    Case("an answer of another kind", lambda body, type_: good("[]" if "json" in type_ else "<Something/>", type_), 1,
         "not an object|no GetInstanceProfileResult element|no DescribeAddressesResponse element", ("json", "query", "ec2", "rest-json")),
    Case("binary", lambda body, type_: good(bytes(range(256)), type_), 1, rf"instead of an? (JSON|XML) document.*{NOT_HERE}", ALL),
    Case("an error that is cut off", Answer(400, '{"__type": "Acc', {"Content-Type": "application/x-amz-json-1.1"}), 1,
         r"instead of an error document.*HTTP 400", ("json", "rest-json")),
    Case("an error that is cut off, in XML", Answer(400, "<ErrorResponse><Error><Code>Acc", {"Content-Type": "text/xml"}), 1,
         r"instead of an error document.*HTTP 400", ("query", "ec2", "rest-xml")),
]


class Calls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sanitized = is_sanitized(PLUGIN)
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="caws-calls-")))
        cls.keys = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "very-secret-indeed"}
        cls.sso = {"HOME": str(folder), "AWS_CONFIG_FILE": str(folder / "config"), "AWS_PROFILE": "dev"}
        (folder / "config").write_text(SSO_CONFIG)
        cache = folder / ".aws/sso/cache"
        cache.mkdir(parents=True)
        (cache / f"{hashlib.sha1(b'corp').hexdigest()}.json").write_text(
            json.dumps({"accessToken": "token-of-sso", "expiresAt": "2099-01-01T00:00:00Z"}))

    def test_faults(self):
        for case in CASES:
            for protocol in case.protocols:
                with self.subTest(f"{case.about}, {protocol}"):
                    self.check(case, protocol == "rest-json", *PROTOCOLS[protocol])

    def check(self, case, sso, type_name, id_, body, content_type):
        answer = case.answer(body, content_type) if callable(case.answer) else case.answer
        asked = (lambda request: request.path.startswith("/federation/credentials")) if sso else None
        rules = [Rule(answer=answer or Answer(), when=asked), Rule(answer=Answer(200, JSON[2]))]
        if case.first:
            rules.insert(0, Rule(answer=case.first(), times=1, when=asked))
        closed = self.enterContext(socket.socket())
        closed.bind(("127.0.0.1", 0))
        with Endpoint(rules) as endpoint, Provider(PLUGIN, {
                "AWS_ENDPOINT_URL": endpoint.url if answer else f"http://127.0.0.1:{closed.getsockname()[1]}",
                **(self.sso if sso else self.keys)}) as provider:
            self.assertEqual(provider.configure({
                "region": "us-east-1", "max_retries": TRIES, "skip_credentials_validation": True,
                "skip_requesting_account_id": True}), [])
            [imported], _ = provider.import_state(type_name, id_)
            started = time.monotonic()
            read = provider.read(type_name, imported.state)
            self.assertLess(time.monotonic() - started, SECONDS)
            if answer:
                operations = [r.operation for r in endpoint.requests()]
                self.assertEqual(operations.count(operations[0]), case.tries, operations)
            if case.says:
                self.assertEqual([bool(re.search(case.says, d.text, re.DOTALL)) for d in read.errors], [True], read.diagnostics)
                self.assertEqual(read.state, imported.state)
            else:
                self.assertEqual(read.diagnostics, [])
                self.assertIsNotNone(read.state)
            self.check_nothing_stays(case, provider, endpoint.port, type_name, imported.state)
            for secret in ("very-secret-indeed", "token-of-sso"):
                self.assertNotIn(secret, "".join(provider.plugin.log))

    def check_nothing_stays(self, case, provider, port, type_name, state):
        """In the end as in the beginning, but for what a call may leave to the next one: a worker, and a connection with
        libcurl's own pair of descriptors, for as many calls as there are at once."""
        pid = provider.plugin.process.pid
        # Reads of one thing share a request: these are of other regions, or of other things.
        states = [{**state, **({"region": region} if "region" in state else {"id": f"{state['id']}{region[-1]}", "name": region})}
                  for region in REGIONS]
        with concurrent.futures.ThreadPoolExecutor(len(states)) as pool:
            def read_all(rounds):
                for _ in range(rounds):
                    list(pool.map(lambda s: provider.read(type_name, s), states))
            start = residue(pid, port)
            read_all(1)
            warm = residue(pid, port)
            read_all(case.rounds)
            end = residue(pid, port)
            most_threads = start.threads + len(states) + GRPC_THREADS
            most_connections = len(states) if case.keeps else 0
            given_up = time.monotonic() + SETTLING_SECONDS
            while (end.connections > most_connections or end.threads > most_threads) and time.monotonic() < given_up:
                time.sleep(0.1)  # what is being closed is not left behind
                end = residue(pid, port)
        self.assertLessEqual(end.threads, most_threads)
        self.assertLessEqual(end.connections, most_connections)
        self.assertLessEqual(end.descriptors, start.descriptors + 3 * len(states))
        if not self.sanitized:
            self.assertLess(end.memory - warm.memory, MORE_MEMORY)


if __name__ == "__main__":
    unittest.main()
