"""Secrets are planted wherever the provider takes them, and no log line at TRACE and no diagnostic says one: when all goes
well, when the configuration is wrong, and when AWS, a proxy or an agent refuses in words that repeat what it was sent."""
import base64
import hashlib
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

from tests.faults.endpoint import Answer, Endpoint, Rule, json_error, xml_error
from tests.pyclient import UNKNOWN, Provider

PLUGIN = os.environ.get("CAWS_PLUGIN", "build/release/terraform-provider-aws")
ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-a1b2c3"
LISTENER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/a/1/2"
LB = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/a/1"
ROLE = "arn:aws:iam::123456789012:role/x"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def planted(name):
    """A secret that is the same text in JSON, in a form and in XML, so that an answer that repeats a request repeats it as it is."""
    return f"Planted{name.title().replace('_', '')}Zq7wX3vKs9"


OIDC = {"authorization_endpoint": "https://x.example.com/a", "client_id": "client", "client_secret": planted("oidc"),
        "issuer": "https://x.example.com", "token_endpoint": "https://x.example.com/t", "user_info_endpoint": "https://x.example.com/u"}
ACTIONS = [{"type": "authenticate-oidc", "order": 1, "authenticate_oidc": [OIDC]},
           {"type": "forward", "order": 2, "target_group_arn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/a/1"}]
INSTANCE = {"identifier": "shop", "instance_class": "db.t3.micro", "engine": "mysql", "allocated_storage": 20, "username": "shop",
            "skip_final_snapshot": True}
CLIENT = {"name": "shop", "user_pool_id": "us-east-1_Ab129faBb", "generate_secret": True}
# For every argument that is sensitive or write-only: a configuration with a secret in it. A type that is not here fails.
RESOURCES = {
    "aws_acm_certificate": [{"certificate_body": CERTIFICATE, "private_key": planted("private_key")}],
    "aws_lb_listener": [{"load_balancer_arn": LB, "port": 80, "protocol": "HTTP", "default_action": ACTIONS}],
    "aws_alb_listener": [{"load_balancer_arn": LB, "port": 80, "protocol": "HTTP", "default_action": ACTIONS}],
    "aws_lb_listener_rule": [{"listener_arn": LISTENER, "action": ACTIONS, "condition": [{"path_pattern": [{"values": ["/"]}]}]}],
    "aws_alb_listener_rule": [{"listener_arn": LISTENER, "action": ACTIONS, "condition": [{"path_pattern": [{"values": ["/"]}]}]}],
    "aws_cognito_user_pool_client": [CLIENT],  # AWS makes its secret
    "aws_db_instance": [{**INSTANCE, "password": planted("password")},
                        {**INSTANCE, "password_wo": planted("password_wo"), "password_wo_version": 1}],
    "aws_secretsmanager_secret_version": [
        {"secret_id": ARN, "secret_string": planted("secret_string")},
        {"secret_id": ARN, "secret_binary": base64.b64encode(planted("secret_binary").encode()).decode()},
        {"secret_id": ARN, "secret_string_wo": planted("secret_string_wo"), "secret_string_wo_version": 1}],
    "aws_ssm_parameter": [{"name": "/shop", "type": "SecureString", "value": planted("parameter")},
                          {"name": "/shop", "type": "SecureString", "value_wo": planted("parameter_wo"), "value_wo_version": 1}],
}
DATA = {
    "aws_secretsmanager_secret_version": {"secret_id": ARN},
    "aws_ssm_parameter": {"name": "/shop"},
    "aws_ecr_authorization_token": {},
}
TOLD_CLIENT = {"UserPoolClient": {"UserPoolId": CLIENT["user_pool_id"], "ClientName": "shop", "ClientId": "3ho4ek12345678909nh3fmhpko",
                                  "ClientSecret": planted("told_client")}}
# What AWS answers to those who may know.
TOLD = {
    "CreateUserPoolClient": TOLD_CLIENT,
    "DescribeUserPoolClient": TOLD_CLIENT,
    "GetSecretValue": {"ARN": ARN, "Name": "shop", "VersionId": "0123456789abcdef0123456789abcdef", "VersionStages": ["AWSCURRENT"],
                       "SecretString": planted("told_secret")},
    "GetParameter": {"Parameter": {"Name": "/shop", "Type": "SecureString", "Value": planted("told_parameter"), "Version": 1,
                                   "ARN": "arn:aws:ssm:us-east-1:123456789012:parameter/shop", "DataType": "text"}},
    "GetAuthorizationToken": {"authorizationData": [{
        "authorizationToken": base64.b64encode(f"AWS:{planted('told_token')}".encode()).decode(), "expiresAt": 1700000000.0,
        "proxyEndpoint": "https://123456789012.dkr.ecr.us-east-1.amazonaws.com"}]},
}


def spellings(secret):
    """What a secret looks like to somebody who knows how to read it."""
    return {secret, base64.b64encode(secret.encode()).decode().rstrip("="), urllib.parse.quote(secret), secret.encode().hex()}


def repeat(request):
    """A refusal that repeats all that was sent: headers, path and body, as AWS does with what it does not like. What is for a
    proxy does not get there."""
    headers = {name: value for name, value in request.headers.items() if not name.startswith("proxy-")}
    said = f"{request.path} {headers} {request.body.decode('utf-8', 'replace')}"
    if "x-amz-json" in request.headers.get("content-type", ""):
        return json_error("ValidationException", said)
    return xml_error("ValidationError", said.replace("&", "&amp;").replace("<", "&lt;"), ec2=request.service == "ec2")


class Quiet(unittest.TestCase):
    def setUp(self):
        self.secrets = set()
        self.said = []
        self.new_folder()

    def new_folder(self):
        """The home of the next processes; it goes with the clean-ups."""
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="caws-quiet-")))

    def secret(self, name):
        self.secrets.add(planted(name))
        return planted(name)

    def provider(self, url, environment=None, config=None):
        """A provider with planted keys at the most talkative; what configuring it says is heard."""
        environment = {"TF_LOG": "TRACE", "TF_LOG_PROVIDER": "TRACE", "HOME": str(self.folder), "AWS_ENDPOINT_URL": url, **(
            environment if environment is not None else {
                "AWS_ACCESS_KEY_ID": "AKIAPLANTED", "AWS_SECRET_ACCESS_KEY": self.secret("secret_key"),
                "AWS_SESSION_TOKEN": self.secret("session_token")})}
        provider = Provider(PLUGIN, environment)
        self.addCleanup(self.check, provider)  # clean-ups run last in, first out: once the process has ended
        self.enterContext(provider)
        self.hear(provider.validate_provider({"region": "us-east-1", **(config or {})}))
        self.hear(provider.configure({"region": "us-east-1", "skip_requesting_account_id": True, "max_retries": 1,
                                      "skip_credentials_validation": True, **(config or {})}))
        return provider

    def hear(self, diagnostics):
        self.said += [d.text for d in diagnostics]
        return diagnostics

    def check(self, provider):
        """After the process has ended, so that all it wrote is there. Which secret is told is said, not the text around it."""
        lines = provider.plugin.log
        self.assertGreater(len(lines), 3, "nothing was logged at all")
        for line in lines:
            json.loads(line)
        text = "".join(lines) + "\n".join(self.said)
        told = [s for s in self.secrets if any(spelling in text for spelling in spellings(s))]
        self.assertEqual(told, [])

    # ---- what people configure ----

    def test_every_sensitive_argument_has_a_secret(self):
        with Provider(PLUGIN) as provider:
            for blocks, known in ((provider.resources, RESOURCES), (provider.data, DATA)):
                for type_name, block in blocks.items():
                    paths = [path for path, a in block.walk() if getattr(a, "sensitive", False) or getattr(a, "write_only", False)]
                    if not paths:
                        continue
                    self.assertIn(type_name, known, paths)
                    given = json.dumps(known[type_name])
                    missing = [p for p in paths if block.find(p).settable and f'"{p.rsplit(".", 1)[-1]}"' not in given]
                    self.assertEqual(missing, [], type_name)

    def each(self, provider):
        """Every configuration with a secret, as core decodes it."""
        for type_name, configurations in RESOURCES.items():
            for given in configurations:
                self.secrets |= set(re.findall(r"Planted\w+", json.dumps(given)))
                self.secrets |= {planted("secret_binary")}
                yield type_name, provider.resources[type_name].complete(given)

    def test_refused_with_what_was_sent(self):
        """AWS refuses the create, and the update, in words that repeat all of the request."""
        with Endpoint([Rule(answer=repeat)]) as endpoint:
            provider = self.provider(endpoint.url)
            for type_name, config in self.each(provider):
                with self.subTest(type_name):
                    self.assertEqual(self.hear(provider.validate(type_name, config)), [])
                    plan = provider.plan(type_name, None, config, config)
                    self.assertEqual(self.hear(plan.diagnostics), [])
                    applied = provider.apply(type_name, None, plan.state, config, plan.private)
                    self.assertTrue(self.hear(applied.errors))
            self.doCleanups()
        self.assertRegex("\n".join(self.said), "Validation(Error|Exception)")

    def test_wrong_configurations(self):
        """Everything else in the configuration is wrong, or unknown, or of the wrong length."""
        with Endpoint([Rule(answer=repeat)]) as endpoint:
            provider = self.provider(endpoint.url)
            wrong = 0
            for type_name, config in self.each(provider):
                block = provider.resources[type_name]
                for name, attribute in block.attributes.items():
                    if attribute.type != "string" or not attribute.settable:
                        continue
                    for value in ("\u00a7 wrong" * 700, "", UNKNOWN, None, planted("misplaced") + "\n"):
                        if attribute.sensitive and value in (None, ""):
                            continue
                        broken = {**config, name: value}
                        wrong += len(self.hear(provider.validate(type_name, broken)))
                        self.hear(provider.plan(type_name, None, broken, broken).diagnostics)
            self.assertGreater(wrong, 30)
            self.doCleanups()

    def test_what_is_read(self):
        """Secrets that AWS tells, whole, cut off, and where something else is expected."""
        with Endpoint([]) as endpoint:
            provider = self.provider(endpoint.url)
            for name in ("told_client", "told_secret", "told_parameter", "told_token"):
                self.secret(name)
            for damage in (lambda text: text, lambda text: text[:-3], lambda text: text.replace('"Planted', '["Planted', 1),
                           lambda text: text.replace(": ", ": [", 1), lambda text: f"<html>{text}</html>"):
                endpoint.rules = [Rule(None, name, Answer(200, damage(json.dumps(told)))) for name, told in TOLD.items()]
                endpoint.rules.append(Rule(answer=repeat))
                for type_name, given in DATA.items():
                    block = provider.data[type_name]
                    answer = provider._call("ReadDataSource", provider.messages.ReadDataSource.Request(
                        type_name=type_name, config=provider._dynamic(block.complete(given), block.type)))
                    self.said += [f"{d.summary}: {d.detail}" for d in answer.diagnostics]
                for type_name, id_ in (("aws_secretsmanager_secret_version", f"{ARN}|0123456789abcdef0123456789abcdef"),
                                       ("aws_ssm_parameter", "/shop"),
                                       ("aws_cognito_user_pool_client", f"{CLIENT['user_pool_id']}/3ho4ek12345678909nh3fmhpko")):
                    states, diagnostics = provider.import_state(type_name, id_)
                    self.hear(diagnostics)
                    for state in states:
                        self.hear(provider.read(type_name, state.state).diagnostics)
                config = provider.resources["aws_cognito_user_pool_client"].complete(CLIENT)
                plan = provider.plan("aws_cognito_user_pool_client", None, config, config)
                self.hear(provider.apply("aws_cognito_user_pool_client", None, plan.state, config, plan.private).diagnostics)
            self.doCleanups()

    # ---- cores ----

    def test_no_core_is_left(self):
        """A process that dies in the middle of its work leaves no core, where another one does."""
        here = os.getcwd()
        self.addCleanup(os.chdir, here)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_CORE, resource.getrlimit(resource.RLIMIT_CORE))
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
        plugin = os.path.abspath(PLUGIN)
        os.chdir(self.folder)
        subprocess.run(["sh", "-c", "kill -ABRT $$"], check=False)
        cores = os.listdir(self.folder)
        if not cores:
            self.skipTest("cores do not come to the working directory here")
        for name in cores:
            os.unlink(name)
        with Endpoint([Rule(answer=repeat)]) as endpoint:
            provider = Provider(plugin, {"AWS_ENDPOINT_URL": endpoint.url, "AWS_ACCESS_KEY_ID": "AKIAPLANTED",
                                         "AWS_SECRET_ACCESS_KEY": self.secret("secret_key")})
            provider.configure({"region": "us-east-1", "skip_credentials_validation": True})
            self.use(provider)
            provider.plugin.process.send_signal(signal.SIGABRT)
            self.assertEqual(provider.stop(), -signal.SIGABRT)
        self.assertEqual(os.listdir(self.folder), [])

    # ---- credentials ----

    def use(self, provider):
        [imported], _ = provider.import_state("aws_ecs_cluster", "main")
        self.hear(provider.read("aws_ecs_cluster", imported.state).diagnostics)

    def sources(self, agent):
        """Each source of credentials with its secrets planted: environment and provider block."""
        token = self.folder / "token"
        token.write_text(self.secret("web_identity"))
        authorization = self.folder / "authorization"
        authorization.write_text(self.secret("container_authorization"))
        cache = self.folder / ".aws" / "sso" / "cache"
        cache.mkdir(parents=True, exist_ok=True)
        config = self.folder / "config"
        config.write_text(
            f"[profile keys]\naws_access_key_id = AKIAPLANTED\naws_secret_access_key = {self.secret('profile_key')}\n"
            f"aws_session_token = {self.secret('profile_token')}\n"
            f"[profile role]\nrole_arn = {ROLE}\nsource_profile = keys\nexternal_id = {self.secret('profile_external')}\n"
            f"[profile process]\ncredential_process = {sys.executable} -S -E {self.folder}/process.py\n"
            "[profile sso]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n"
            "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example.com/start\n")
        (self.folder / "process.py").write_text("print('''" + json.dumps({
            "Version": 1, "AccessKeyId": "AKIAPLANTED", "SecretAccessKey": self.secret("process_key"),
            "SessionToken": self.secret("process_token"), "Expiration": "2099-01-01T00:00:00Z"}) + "''')")
        (cache / f"{hashlib.sha1(b'corp').hexdigest()}.json").write_text(json.dumps({
            "accessToken": self.secret("sso_token"), "expiresAt": "2020-01-01T00:00:00Z", "refreshToken": self.secret("sso_refresh"),
            "clientId": "client", "clientSecret": self.secret("sso_client"), "registrationExpiresAt": "2099-01-01T00:00:00Z"}))
        files = {"AWS_CONFIG_FILE": str(config)}
        keys = {"AWS_ACCESS_KEY_ID": "AKIAPLANTED", "AWS_SECRET_ACCESS_KEY": self.secret("secret_key")}
        return [
            ({}, {"access_key": "AKIAPLANTED", "secret_key": self.secret("argument_key"), "token": self.secret("argument_token")}),
            (keys, {"assume_role": [{"role_arn": ROLE, "external_id": self.secret("external_id")}]}),
            ({"AWS_WEB_IDENTITY_TOKEN_FILE": str(token), "AWS_ROLE_ARN": ROLE}, {}),
            ({}, {"assume_role_with_web_identity": [{"role_arn": ROLE, "web_identity_token": self.secret("web_argument")}]}),
            *(({**files, "AWS_PROFILE": name}, {}) for name in ("keys", "role", "process", "sso")),
            ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{agent}/{self.secret('container_path')}?key={self.secret('container_query')}",
              "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(authorization)}, {}),
            ({"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": agent}, {}),
        ]

    def handed_out(self, name):
        """Keys as agents, the metadata service, STS and SSO give them."""
        key, token = self.secret(f"{name}_key"), self.secret(f"{name}_token")
        document = {"Code": "Success", "AccessKeyId": "AKIAPLANTED", "SecretAccessKey": key, "Token": token, "Expiration": "2099-01-01T00:00:00Z"}
        sts = (f"<Credentials><AccessKeyId>AKIAPLANTED</AccessKeyId><SecretAccessKey>{key}</SecretAccessKey><SessionToken>{token}"
               "</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>")
        return document, [
            Rule(None, operation, Answer(200, f"<{operation}Response><{operation}Result>{sts}</{operation}Result></{operation}Response>",
                                         {"Content-Type": "text/xml"})) for operation in ("AssumeRole", "AssumeRoleWithWebIdentity")
        ] + [
            Rule(None, "POST /token", Answer(200, {"accessToken": self.secret("new_sso"), "expiresIn": 9999, "refreshToken": self.secret("next_sso")})),
            Rule(answer=Answer(200, {"roleCredentials": {"accessKeyId": "AKIAPLANTED", "secretAccessKey": key, "sessionToken": token,
                                                         "expiration": 4070908800000}}), when=lambda r: r.path.startswith("/federation")),
        ]

    def test_credentials(self):
        """Every source: when it works and AWS refuses with what it was sent, when it answers half, or repeats what it was asked."""
        document, rules = self.handed_out("handed")
        imds = self.secret("imds_token")

        def agent_answer(request):
            if request.operation == "PUT /latest/api/token":
                return Answer(200, imds)
            return Answer(200, "machine") if request.path.endswith("security-credentials/") else Answer(200, document)

        half = [Rule(r.service, r.operation, Answer(200, r.answer.bytes()[:-30], r.answer.headers), when=r.when) for r in rules]
        cases = [(agent_answer, rules), (lambda r: Answer(200, agent_answer(r).bytes()[:-9]), half), (repeat, [])]
        for agent_does, aws_does in cases:
            with Endpoint([Rule(answer=agent_does)]) as agent, Endpoint([*aws_does, Rule(answer=repeat)]) as endpoint:
                for environment, config in self.sources(agent.url):
                    provider = self.provider(endpoint.url, environment, config)
                    self.use(provider)
                self.doCleanups()
                self.new_folder()

    # ---- proxies and endpoints ----

    def test_proxies(self):
        """A proxy whose URL has a password: it works, refuses, is not there, or is no URL."""
        password = self.secret("proxy_password")
        with Endpoint([Rule(answer=repeat)]) as good, Endpoint([Rule(answer=Answer(407, "<html>who are you?</html>"))]) as bad:
            for port in (good.port, bad.port, 1):
                for url in (f"http://user:{password}@127.0.0.1:{port}", f"http://{password}:x@127.0.0.1:{port}",
                            f"http://user:{password}@127.0.0.1:{port}/path", f"ftp://user:{password}@127.0.0.1:{port}",
                            f"http://user:{password}@", f"user:{password}@127.0.0.1:{port}", f"http://user:{password}@[::1"):
                    for where in ("argument", "environment"):
                        for scheme in ("http", "https"):
                            provider = self.provider(
                                f"{scheme}://ecs.example.invalid",
                                None if where == "argument" else {
                                    "AWS_ACCESS_KEY_ID": "AKIAPLANTED", "AWS_SECRET_ACCESS_KEY": self.secret("secret_key"),
                                    f"{scheme.upper()}_PROXY": url},
                                {f"{scheme}_proxy": url} if where == "argument" else None)
                            self.use(provider)
                self.doCleanups()
                self.new_folder()

    def test_endpoints(self):
        """A password in the URL of an endpoint, which is refused."""
        password = self.secret("endpoint_password")
        for url in (f"http://user:{password}@127.0.0.1:1", f"http://127.0.0.1:1/?{password}"):
            for environment, config in (({"AWS_ENDPOINT_URL_ECS": url}, {}), ({}, {"endpoints": [{"ecs": url}]})):
                provider = self.provider("http://127.0.0.1:1", {"AWS_ACCESS_KEY_ID": "AKIAPLANTED",
                                                                "AWS_SECRET_ACCESS_KEY": self.secret("secret_key"), **environment}, config)
                self.use(provider)
        self.doCleanups()


if __name__ == "__main__":
    unittest.main()
