"""Proxies and TLS: what is asked where, whom is trusted, and what is said when it does not work."""
import base64
import dataclasses
import os
import pathlib
import re
import ssl
import tempfile
import unittest

from tests.faults.endpoint import Answer, Endpoint, Rule
from tests.faults.network import DAY, Authority, Proxy
from tests.pyclient import Provider

PLUGIN = os.environ.get("CAWS_PLUGIN", "build/release/terraform-provider-aws")
TRIES = 3
HOST = "ecs.example.test"
GOOD = Rule(answer=Answer(200, {"clusters": [{"clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/main",
                                              "clusterName": "main", "status": "ACTIVE"}], "failures": []}))
TLS = ssl.TLSVersion


@dataclasses.dataclass
class Certificate:
    about: str
    context: dict
    says: str  # pattern of the error; "": it works
    connections: int = 1
    trust: str = "own"  # whose certificate is trusted: own, other, none (the machine's), insecure


CERTIFICATES = [
    Certificate("as it should be", {}, ""),
    Certificate("TLS 1.2", {"versions": (TLS.TLSv1_2, TLS.TLSv1_2)}, ""),
    Certificate("TLS 1.3", {"versions": (TLS.TLSv1_3, TLS.TLSv1_3)}, ""),
    Certificate("for several names", {"names": ("a.example.test", "localhost")}, ""),
    Certificate("of an authority that the machine does not know", {}, "certificate.*custom_ca_bundle", trust="none"),
    Certificate("of another authority", {}, "certificate", trust="other"),
    Certificate("of its own", {"self_signed": True}, "certificate"),
    Certificate("for another name", {"names": ("other.example.test",)}, "localhost|host"),
    Certificate("expired", {"start": -5 * DAY}, "expired"),
    Certificate("of tomorrow", {"start": DAY}, "not yet valid"),
    Certificate("TLS 1.1", {"versions": (TLS.TLSv1_1, TLS.TLSv1_1)}, "protocol version", connections=TRIES),
    Certificate("of another authority, with insecure", {}, "", trust="insecure"),
    Certificate("expired and for another name, with insecure", {"names": ("x",), "start": -5 * DAY}, "", trust="insecure"),
]


class Network(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="caws-network-")))
        self.own = Authority(self.folder, "own")

    def read(self, url, environment=None, config=None):
        """What reading a cluster comes to: the error, "" for none."""
        keys = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "very-secret-indeed"}
        with Provider(PLUGIN, {"AWS_ENDPOINT_URL": url, **keys, **(environment or {})}) as provider:
            self.assertEqual(provider.configure({"region": "us-east-1", "max_retries": TRIES, "skip_credentials_validation": True,
                                                 "skip_requesting_account_id": True, **(config or {})}), [])
            [imported], _ = provider.import_state("aws_ecs_cluster", "main")
            read = provider.read("aws_ecs_cluster", imported.state)
        if not read.errors:
            self.assertEqual(read.state["id"], "arn:aws:ecs:us-east-1:123456789012:cluster/main")
        return read.errors[0].text if read.errors else ""

    def test_certificates(self):
        other = Authority(self.folder, "other")
        trust = {"own": {"custom_ca_bundle": str(self.own.bundle)}, "other": {"custom_ca_bundle": str(other.bundle)}, "none": {},
                 "insecure": {"insecure": True}}
        for case in CERTIFICATES:
            with self.subTest(case.about), Endpoint([GOOD], tls=self.own.context(**case.context)) as endpoint:
                said = self.read(endpoint.url, config=trust[case.trust])
                self.assertRegex(said, re.compile(case.says or "^$", re.DOTALL))
                self.assertEqual(endpoint.connections, case.connections)
                self.assertEqual(len(endpoint.requests()), 0 if case.says else 1)

    def test_trusted_by(self):
        """Whose certificates are trusted may be said in four places."""
        config = self.folder / "config"
        config.write_text(f"[profile x]\nca_bundle = {self.own.bundle}\n")
        bundle = str(self.own.bundle)
        for environment, argument in (({}, {"custom_ca_bundle": bundle}), ({"AWS_CA_BUNDLE": bundle}, {}), ({"SSL_CERT_FILE": bundle}, {}),
                                      ({"AWS_CONFIG_FILE": str(config), "AWS_PROFILE": "x"}, {})):
            with self.subTest(environment or argument), Endpoint([GOOD], tls=self.own.context()) as endpoint:
                self.assertEqual(self.read(endpoint.url, environment, argument), "")

    def test_no_tls_at_all(self):
        """https where plain HTTP is spoken."""
        with Endpoint([GOOD]) as endpoint:
            said = self.read(endpoint.url.replace("http:", "https:"), config={"custom_ca_bundle": str(self.own.bundle)})
            self.assertRegex(said, r"(wrong version number|SSL_ERROR_SYSCALL|packet length).*\(3 attempts\)")
            self.assertEqual(endpoint.connections, TRIES)

    def through(self, scheme, environment=None, config=None, host=HOST, answer=None, port=""):
        """What a read comes to for a host that only the proxy knows, and the proxy."""
        context = self.own.context((HOST, "a." + HOST)) if scheme == "https" else None
        with Endpoint([GOOD], tls=context) as endpoint, Proxy(endpoint.port, answer) as proxy:
            def fill(settings):
                return {k: v.replace("PROXY", proxy.address) for k, v in (settings or {}).items()}

            said = self.read(f"{scheme}://{host}{port}", fill(environment),
                             {"custom_ca_bundle": str(self.own.bundle), **fill(config)})
            self.assertEqual([r.headers.get("proxy-authorization") for r in endpoint.requests() if scheme == "https"],
                             [None] * len(endpoint.requests()) if scheme == "https" else [])
            return said, proxy

    def test_proxies(self):
        """Where a proxy may be named, and what of it is used for what."""
        tunnel, plain, nothing = [f"CONNECT {HOST}:443"], [f"POST http://{HOST}/"], []
        cases = [
            ("https", {}, {"https_proxy": "http://PROXY"}, tunnel),
            ("https", {}, {"https_proxy": "PROXY"}, tunnel),
            ("https", {}, {"http_proxy": "http://PROXY"}, tunnel),  # as hashicorp/aws 5 has it
            ("https", {"HTTPS_PROXY": "http://PROXY"}, {}, tunnel),
            ("https", {"https_proxy": "http://PROXY"}, {}, tunnel),
            ("https", {"HTTP_PROXY": "http://PROXY"}, {}, nothing),
            ("https", {"HTTPS_PROXY": "http://PROXY"}, {"https_proxy": ""}, nothing),
            ("https", {"ALL_PROXY": "http://PROXY"}, {}, nothing),
            ("http", {}, {"http_proxy": "http://PROXY"}, plain),
            ("http", {"HTTP_PROXY": "http://PROXY"}, {}, plain),
            ("http", {"http_proxy": "http://PROXY"}, {}, plain),
            ("http", {"HTTPS_PROXY": "http://PROXY"}, {}, nothing),
        ]
        for scheme, environment, config, asked in cases:
            with self.subTest(f"{scheme} {environment or config}"):
                said, proxy = self.through(scheme, environment, config)
                self.assertEqual(proxy.asked, asked)
                self.assertRegex(said, "^$" if asked else "resolve host")

    def test_user_of_the_proxy(self):
        """Name and password in the proxy's URL go to the proxy, and no further."""
        for scheme in ("http", "https"):
            said, proxy = self.through(scheme, {}, {f"{scheme}_proxy": "http://user:p%40ss@PROXY"})
            self.assertEqual(said, "")
            self.assertEqual(proxy.credentials, ["Basic " + base64.b64encode(b"user:p@ss").decode()])

    def test_no_proxy(self):
        """Hosts that are asked directly, by argument and environment; the unit test of no_proxy has all the forms."""
        for no_proxy, host, direct in ((HOST, HOST, True), ("example.test", HOST, True), (".example.test", HOST, True),
                                       ("*.example.test", HOST, True), ("other.test, " + HOST, HOST, True), ("*", HOST, True),
                                       (HOST + ":443", HOST, True), (HOST + ":80", HOST, False), ("." + HOST, HOST, False),
                                       ("." + HOST, "a." + HOST, True), ("le.test", HOST, False)):
            for environment, config in (({}, {"no_proxy": no_proxy}), ({"NO_PROXY": no_proxy}, {}), ({"no_proxy": no_proxy}, {})):
                with self.subTest(f"{environment or config} {host}"):
                    said, proxy = self.through("https", environment, {**config, "https_proxy": "http://PROXY"}, host)
                    self.assertEqual(bool(proxy.asked), not direct)
                    self.assertRegex(said, "resolve host" if direct else "^$")

    def test_this_machine_is_never_behind_a_proxy(self):
        with Endpoint([GOOD]) as endpoint, Proxy(endpoint.port, b"") as proxy:
            for url in (endpoint.url, endpoint.url.replace("127.0.0.1", "localhost")):
                self.assertEqual(self.read(url, config={"http_proxy": f"http://{proxy.address}"}), "")
            self.assertEqual(proxy.asked, [])

    def test_proxies_that_refuse(self):
        """What a proxy does in place of its work is told, and tried again where that may help."""
        head = "HTTP/1.1 {} Scripted\r\nContent-Length: 6\r\nContent-Type: text/html\r\n\r\n<html>"
        cases = [
            ("https", head.format(407).encode(), "CONNECT tunnel failed, response 407.*its user and password", TRIES),
            ("https", head.format(403).encode(), "CONNECT tunnel failed, response 403", TRIES),
            ("https", head.format(502).encode(), "CONNECT tunnel failed, response 502", TRIES),
            ("https", b"", "Proxy CONNECT aborted|closed|Empty", TRIES),
            ("https", b"\0\1garbage\r\n\r\n", "CONNECT|HTTP|reply", TRIES),
            ("http", head.format(407).encode(), "text/html.*HTTP 407", 1),
            ("http", head.format(502).encode(), "text/html.*HTTP 502, 3 attempts", TRIES),
            ("http", b"", "Empty reply", TRIES),
        ]
        for scheme, answer, says, tries in cases:
            with self.subTest(f"{scheme} {answer[:12]}"):
                said, proxy = self.through(scheme, {}, {f"{scheme}_proxy": "http://user:p%40ss@PROXY"}, answer=answer)
                self.assertRegex(said, re.compile(says, re.DOTALL))
                self.assertEqual(len(proxy.asked), tries)
                self.assertNotIn("p@ss", said)
                self.assertNotIn("p%40ss", said)

    def test_no_proxy_there(self):
        """A proxy that does not listen, and one that has no address."""
        with Endpoint([]) as endpoint:
            gone = endpoint.port
        for proxy, says in ((f"http://127.0.0.1:{gone}", "Connection refused"), ("http://proxy.invalid:3128", "resolve proxy")):
            said = self.read(f"https://{HOST}", config={"https_proxy": proxy, "custom_ca_bundle": str(self.own.bundle)})
            self.assertRegex(said, rf"{says}.*\(3 attempts\)")


if __name__ == "__main__":
    unittest.main()
