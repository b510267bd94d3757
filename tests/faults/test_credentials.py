"""Every source of credentials against an endpoint of its protocol, which hands out keys that live for seconds: under load they
are renewed once for all calls, none is used beyond its end, and no call fails."""
import concurrent.futures
import datetime
import hashlib
import json
import os
import pathlib
import sys
import tempfile
import threading
import time
import unittest

from tests.faults.endpoint import Answer, Endpoint, Rule, json_error
from tests.pyclient import Provider

PLUGIN = os.environ.get("CAWS_PLUGIN", "build/release/terraform-provider-aws")
LIFE_S = 4  # of a key: it is renewed when a quarter of that is left
LOAD_S = 9
REGIONS = ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1"]
TYPE = "aws_ecs_cluster"
CLUSTERS = Answer(200, {"clusters": [{"clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/main", "clusterName": "main",
                                      "status": "ACTIVE"}], "failures": []})
ROLE = "arn:aws:iam::123456789012:role/"
FIXED = {"AWS_ACCESS_KEY_ID": "AKIAFIXED", "AWS_SECRET_ACCESS_KEY": "fixed-secret"}
PROCESS = """
import sys, urllib.request
print(urllib.request.urlopen(sys.argv[1] + "/process").read().decode())
"""


def text_of(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Issuer:
    """Hands out keys, and knows them again. `kind` tells those of one step of a chain from those of another."""

    def __init__(self):
        self.lock = threading.Lock()
        self.ends = {}  # by access key
        self.late = 0

    def issue(self, kind="KEY"):
        with self.lock:
            number = sum(key.startswith(f"ASIA{kind}") for key in self.ends) + 1
            # Whole seconds, as the services write them.
            end = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(seconds=LIFE_S)
            self.ends[f"ASIA{kind}{number}"] = end
            return f"ASIA{kind}{number}", f"secret-{kind}-{number}", f"token-{kind}-{number}", end

    def count(self, kind="KEY"):
        return sum(key.startswith(f"ASIA{kind}") for key in self.ends)

    def takes(self, request, kind="KEY"):
        """An answer that refuses the request, or None."""
        key = request.access_key or ""
        if not key.startswith(f"ASIA{kind}") or request.headers.get("x-amz-security-token") != f"token-{kind}-{key[4 + len(kind):]}":
            return json_error("UnrecognizedClientException", f"nobody gave out {key}", 403)
        with self.lock:
            if self.ends[key] < datetime.datetime.now(datetime.timezone.utc):
                self.late += 1
                return json_error("ExpiredTokenException", "expired", 403)
        return None

    def document(self, token="Token", **more):
        key, secret, session, end = self.issue()
        return Answer(200, {"AccessKeyId": key, "SecretAccessKey": secret, token: session, "Expiration": text_of(end), **more})

    def sts(self, action, kind="KEY"):
        key, secret, session, end = self.issue(kind)
        return Answer(200, (
            f"<{action}Response><{action}Result><Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>{secret}"
            f"</SecretAccessKey><SessionToken>{session}</SessionToken><Expiration>{text_of(end)}</Expiration></Credentials>"
            f"</{action}Result></{action}Response>"), {"Content-Type": "text/xml"})


class Credentials(unittest.TestCase):
    def setUp(self):
        self.issuer = Issuer()
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="caws-credentials-")))

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(text)
        new.rename(path)
        return str(path)

    def under_load(self, rules, environment, config=None, sources=None):
        """Reads from all regions for a while, over the end of several keys."""
        def clusters(request):
            return self.issuer.takes(request) or CLUSTERS

        endpoint = self.enterContext(Endpoint([*rules, Rule("ecs", answer=clusters)]))
        environment = {"HOME": str(self.folder), "AWS_ENDPOINT_URL": endpoint.url, **environment}
        with Provider(PLUGIN, environment) as provider:
            self.assertEqual(provider.configure({"region": "us-east-1", "skip_credentials_validation": True,
                                                 "skip_requesting_account_id": True, **(config or {})}), [])
            [imported], _ = provider.import_state(TYPE, "main")
            until = time.monotonic() + LOAD_S

            def read_often(region):
                count = 0
                while time.monotonic() < until:
                    read = provider.read(TYPE, {**imported.state, "region": region})
                    self.assertEqual(read.diagnostics, [])
                    count += 1
                    time.sleep(0.02)
                return count

            with concurrent.futures.ThreadPoolExecutor(len(REGIONS)) as pool:
                reads = sum(pool.map(read_often, REGIONS))
            log = "".join(provider.plugin.log)
        self.assertGreater(reads, 2 * len(REGIONS))
        for secret in ("secret-", "token-", "fixed-secret"):
            self.assertNotIn(secret, log)
        # One for each three quarters of a life; a slow machine may miss an end or two.
        for kind in sources or ["KEY"]:
            self.assertGreaterEqual(self.issuer.count(kind), 2)
            self.assertLessEqual(self.issuer.count(kind), LOAD_S / (LIFE_S / 2) + 2, self.issuer.ends)
        self.assertLessEqual(self.issuer.late, len(REGIONS))
        return endpoint

    def test_roles(self):
        """A chain of roles: the second is assumed with the keys of the first."""
        def second(request):
            return self.issuer.takes(request, "FIRST") or self.issuer.sts("AssumeRole")

        self.under_load([
            Rule("sts", "AssumeRole", lambda _: self.issuer.sts("AssumeRole", "FIRST"), when=lambda r: r.access_key == "AKIAFIXED"),
            Rule("sts", "AssumeRole", second, when=lambda r: r.form()["RoleArn"] == ROLE + "second"),
        ], FIXED, {"assume_role": [{"role_arn": ROLE + "first"}, {"role_arn": ROLE + "second"}]}, ["KEY", "FIRST"])

    def test_profiles(self):
        """A profile with a role that names another, which has keys."""
        config = self.file("config", (
            f"[profile top]\nrole_arn = {ROLE}top\nsource_profile = base\nexternal_id = known\n"
            "[profile base]\naws_access_key_id = AKIAFIXED\naws_secret_access_key = fixed-secret\n"))
        self.under_load([Rule("sts", "AssumeRole", lambda _: self.issuer.sts("AssumeRole"),
                              when=lambda r: r.access_key == "AKIAFIXED" and r.form()["ExternalId"] == "known")],
                        {"AWS_CONFIG_FILE": config, "AWS_PROFILE": "top"})

    def test_web_identity(self):
        """A token in a file, which its issuer replaces: the one that is there is sent."""
        path = self.file("token", "identity-0")

        def assume(request):
            current = pathlib.Path(path).read_text()
            if request.form()["WebIdentityToken"] != current or request.access_key:
                return Answer(400, "<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>old</Message></Error></ErrorResponse>")
            self.file("token", f"identity-{self.issuer.count() + 1}")
            return self.issuer.sts("AssumeRoleWithWebIdentity")

        self.under_load([Rule(None, "AssumeRoleWithWebIdentity", assume)],
                        {"AWS_WEB_IDENTITY_TOKEN_FILE": path, "AWS_ROLE_ARN": ROLE + "web"})

    def sso(self, start, life_s=2):
        """The files of a session whose token lives for seconds."""
        config = self.file("config", (
            "[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = dev\n"
            "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example.com/start\n"))
        self.cache = f".aws/sso/cache/{hashlib.sha1(b'corp').hexdigest()}.json"
        self.login(start, life_s)
        return {"AWS_CONFIG_FILE": config, "AWS_PROFILE": "dev"}

    def login(self, number, life_s=2):
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=life_s)
        self.file(self.cache, json.dumps({
            "accessToken": f"token-sso-{number}", "expiresAt": text_of(end), "refreshToken": f"token-refresh-{number}",
            "clientId": "client", "clientSecret": "secret-client", "registrationExpiresAt": "2099-01-01T00:00:00Z"}))

    def cached(self):
        return json.loads((self.folder / self.cache).read_text())

    def role_credentials(self, request):
        if request.headers.get("x-amz-sso_bearer_token") != self.bearer:
            return json_error("UnauthorizedException", "Session token not found or invalid", 401)
        key, secret, session, end = self.issuer.issue()
        return Answer(200, {"roleCredentials": {"accessKeyId": key, "secretAccessKey": secret, "sessionToken": session,
                                                "expiration": int(end.timestamp() * 1000)}})

    def test_sso(self):
        """The token of a session, which has to be renewed as well, and is left to the next who looks for it."""
        self.bearer = "token-sso-1"
        renewed = []

        def renew(request):
            if request.json()["refreshToken"] != f"token-refresh-{len(renewed)}":
                return json_error("InvalidGrantException", "used before", 400)
            renewed.append(time.monotonic())
            self.bearer = f"token-sso-{len(renewed)}"
            return Answer(200, {"accessToken": self.bearer, "expiresIn": 2, "refreshToken": f"token-refresh-{len(renewed)}"})

        self.under_load([Rule(None, "POST /token", renew),
                         Rule(answer=self.role_credentials, when=lambda r: r.path.startswith("/federation/credentials"))],
                        self.sso(0))
        self.assertEqual(len(renewed), self.issuer.count())
        self.assertEqual(self.cached()["accessToken"], self.bearer)

    def test_sso_renewed_by_another(self):
        """Another process was quicker: its token is in the cache in a moment, and serves."""
        self.bearer = "token-sso-9"

        def renew(_):
            threading.Timer(0.5, lambda: self.login(9, life_s=3600)).start()
            return json_error("InvalidGrantException", "used before", 400)

        endpoint = self.under_load([Rule(None, "POST /token", renew),
                                    Rule(answer=self.role_credentials, when=lambda r: r.path.startswith("/federation/credentials"))],
                                   self.sso(0, life_s=-60))
        self.assertEqual(len(endpoint.requests(None, "POST /token")), 1)

    def test_process(self):
        """A command that prints them."""
        agent = self.enterContext(Endpoint([Rule(None, "GET /process", lambda _: self.issuer.document("SessionToken", Version=1))]))
        script = self.file("process.py", PROCESS)
        config = self.file("config", f"[profile dev]\ncredential_process = {sys.executable} -S -E {script} {agent.url}\n")
        self.under_load([], {"AWS_CONFIG_FILE": config, "AWS_PROFILE": "dev"})

    def test_container(self):
        """The agent beside a container, which wants a token from a file that is replaced."""
        path = self.file("authorization", "token-agent-0")

        def keys(request):
            if request.headers.get("authorization") != pathlib.Path(path).read_text():
                return Answer(401, {"code": "NotAuthorized", "message": "old"})
            self.file("authorization", f"token-agent-{self.issuer.count() + 1}")
            return self.issuer.document()

        agent = self.enterContext(Endpoint([Rule(None, "GET /keys?x=y", keys)]))
        self.under_load([], {"AWS_CONTAINER_CREDENTIALS_FULL_URI": agent.url.replace("127.0.0.1", "localhost") + "/keys?x=y",
                             "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": path})

    def test_instance(self):
        """The metadata service of an instance, in its version 2."""
        def within(answer):
            def with_token(request):
                return answer() if request.headers.get("x-aws-ec2-metadata-token") == "token-imds" else Answer(401, "")
            return with_token

        roles = "/latest/meta-data/iam/security-credentials/"
        metadata = self.enterContext(Endpoint([
            Rule(None, "PUT /latest/api/token", Answer(200, "token-imds"),
                 when=lambda r: r.headers.get("x-aws-ec2-metadata-token-ttl-seconds")),
            Rule(None, f"GET {roles}", within(lambda: Answer(200, "machine"))),
            Rule(None, f"GET {roles}machine", within(lambda: self.issuer.document(Code="Success"))),
        ]))
        self.under_load([], {"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": metadata.url})
        self.assertGreaterEqual(len(metadata.requests(None, "PUT /latest/api/token")), 1)


if __name__ == "__main__":
    unittest.main()
