"""Proxies and certificates: http_proxy, https_proxy, no_proxy, custom_ca_bundle, insecure, and their variables."""

import base64
import datetime
import http.server
import ipaddress
import ssl
import threading
import unittest

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.arguments.rig import Arguments
from tests.faults.endpoint import caller_identity

INSIDE = {"AWS_ENDPOINT_URL": "http://aws.internal.example"}
NOWHERE = "http://127.0.0.1:9"
ONCE = {"max_retries": 1}


def certificate_of_this_machine():
    """A certificate that nobody has signed but itself, and its key; both PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "here")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(minutes=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256()))
    return certificate.public_bytes(serialization.Encoding.PEM).decode(), key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


class Sts(http.server.BaseHTTPRequestHandler):
    def do_POST(self):  # noqa: N802, the name that http.server asks for
        body = caller_identity().bytes()
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Connections(Arguments):
    def paths(self):
        return [(r.method, r.path) for r in self.endpoint.requests()]

    # ---- proxies ----

    def asked_for_http(self, config, environment=None):
        """Whether the proxy was asked for a call over plain HTTP."""
        before = len(self.paths())
        self.configure({**ONCE, **config}, {**INSIDE, **(environment or {})}, everywhere=False)
        return ("POST", "http://aws.internal.example/") in self.paths()[before:]

    def asked_for_https(self, config, environment=None):
        before = len(self.paths())
        self.configure({**ONCE, **config}, {"AWS_ENDPOINT_URL": "https://aws.internal.example", **(environment or {})},
                       everywhere=False)
        return ("CONNECT", "aws.internal.example:443") in self.paths()[before:]

    def test_http_proxy(self):
        url = self.endpoint.url
        for config, environment, asked in (
                ({"http_proxy": url}, {}, True), ({}, {"HTTP_PROXY": url}, True), ({}, {"http_proxy": url}, True),
                ({"http_proxy": url}, {"HTTP_PROXY": NOWHERE}, True), ({"http_proxy": ""}, {"HTTP_PROXY": url}, False),
                ({"https_proxy": url}, {}, False), ({}, {"ALL_PROXY": url, "all_proxy": url}, False)):
            with self.subTest(config=config, environment=environment):
                self.assertEqual(asked, self.asked_for_http(config, environment))

    def test_https_proxy(self):
        """The argument http_proxy is for HTTPS too where https_proxy is not there; the variable HTTP_PROXY is not."""
        url = self.endpoint.url
        for config, environment, asked in (
                ({"https_proxy": url}, {}, True), ({}, {"HTTPS_PROXY": url}, True), ({}, {"https_proxy": url}, True),
                ({"https_proxy": url}, {"HTTPS_PROXY": NOWHERE}, True), ({"https_proxy": ""}, {"HTTPS_PROXY": url}, False),
                ({"http_proxy": url}, {}, True), ({}, {"HTTP_PROXY": url}, False),
                ({"http_proxy": url, "https_proxy": ""}, {}, False), ({"http_proxy": url}, {"HTTPS_PROXY": NOWHERE}, False)):
            with self.subTest(config=config, environment=environment):
                self.assertEqual(asked, self.asked_for_https(config, environment))

    def test_no_proxy(self):
        proxy = {"http_proxy": self.endpoint.url}
        for config, environment, asked in (
                ({"no_proxy": "aws.internal.example"}, {}, False), ({"no_proxy": ".internal.example"}, {}, False),
                ({"no_proxy": "*"}, {}, False), ({"no_proxy": "other.example"}, {}, True),
                ({}, {"NO_PROXY": "internal.example"}, False), ({}, {"no_proxy": "internal.example"}, False),
                ({"no_proxy": "other.example"}, {"NO_PROXY": "internal.example"}, True)):
            with self.subTest(config=config, environment=environment):
                self.assertEqual(asked, self.asked_for_http({**proxy, **config}, environment))

    def test_this_machine_is_behind_no_proxy(self):
        self.accepted({"http_proxy": NOWHERE, "https_proxy": NOWHERE}, {"HTTP_PROXY": NOWHERE})

    def test_proxies_that_are_none(self):
        self.refused("https_proxy", ["proxy"], {"https_proxy": "ftp://proxy"})
        self.refused("http_proxy", ["proxy"], environment={"HTTP_PROXY": "ftp://proxy"})
        self.refused("https_proxy", ["%2F"], {"https_proxy": "http://me:very-secret-indeed/x@proxy:3128"})

    def test_passwords_of_proxies(self):
        """Whatever is in them, they come whole to the proxy."""
        host = self.endpoint.url.removeprefix("http://")
        for password, sent in (("very-secret-indeed@x", "very-secret-indeed@x"), ("very-secret-indeed%2F%40%20", "very-secret-indeed/@ ")):
            with self.subTest(password):
                self.accepted({**ONCE, "http_proxy": f"http://me@corp:{password}@{host}"}, INSIDE, everywhere=False)
                given = self.endpoint.requests()[-1].headers["proxy-authorization"].removeprefix("Basic ")
                self.assertEqual(f"me@corp:{sent}", base64.b64decode(given).decode())

    # ---- certificates ----

    def sts_with_tls(self, certificate, key):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sts)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file(certificate), self.file(key))
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(lambda: (server.shutdown(), thread.join(), server.server_close()))
        return {"AWS_ENDPOINT_URL": f"https://127.0.0.1:{server.server_port}"}

    def test_certificates(self):
        """custom_ca_bundle, AWS_CA_BUNDLE, ca_bundle, SSL_CERT_FILE name those that are trusted; insecure trusts all."""
        certificate, key = certificate_of_this_machine()
        stranger, _ = certificate_of_this_machine()
        url = self.sts_with_tls(certificate, key)
        good, bad = self.file(certificate), self.file(stranger)
        for config, environment, trusted in (
                ({}, {}, False), ({"insecure": True}, {}, True), ({"insecure": False}, {}, False),
                ({"custom_ca_bundle": good}, {"AWS_CA_BUNDLE": bad}, True), ({"custom_ca_bundle": bad}, {"AWS_CA_BUNDLE": good}, False),
                ({}, {**self.profile(ca_bundle=bad), "AWS_CA_BUNDLE": good}, True), ({}, self.profile(ca_bundle=good), True),
                ({}, {"SSL_CERT_FILE": good}, True), ({}, {"SSL_CERT_FILE": good, "AWS_CA_BUNDLE": bad}, False)):
            with self.subTest(config=config, environment=environment):
                found = self.configure(config, {**url, **environment}, everywhere=False)
                self.assertEqual([] if trusted else ["error"], [d.severity for d in found], found)
                self.assertTrue(trusted or "certificate" in found[0].text, found)

    def test_bundles_that_are_none(self):
        empty = self.file("no certificate\n")
        self.refused("custom_ca_bundle", [empty, "certificate"], {"custom_ca_bundle": empty})
        self.refused("custom_ca_bundle", ["/nowhere", "No such file"], environment={"AWS_CA_BUNDLE": "/nowhere"})


if __name__ == "__main__":
    unittest.main()
