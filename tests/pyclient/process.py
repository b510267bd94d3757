"""The plugin's process: started as Terraform starts it, with the magic cookie and a client certificate of its own."""

import base64
import datetime
import importlib
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

ROOT = pathlib.Path(__file__).resolve().parents[2]
COOKIE = {"TF_PLUGIN_MAGIC_COOKIE": "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"}
MAX_MESSAGE = 256 << 20
START_SECONDS = 30


def client_identity():
    """A self-signed certificate as Terraform makes one for AutoMTLS, and its key; both PEM."""
    key = ec.generate_private_key(ec.SECP521R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    usages = [x509.ExtendedKeyUsageOID.CLIENT_AUTH, x509.ExtendedKeyUsageOID.SERVER_AUTH]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(seconds=30))
        .not_valid_after(now + datetime.timedelta(hours=24))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .sign(key, hashes.SHA256())
    )
    key_pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM), key_pem


def server_certificate(field):
    """The PEM form of what the handshake line carries: DER in base64 without padding."""
    der = base64.b64decode(field + "=" * (-len(field) % 4))
    return x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)


def compile_protocol(folder):
    """Compiles proto/*.proto into `folder` and gives the modules of the provider's and the controller's messages."""
    from grpc_tools import protoc  # it takes a moment to load, and only this needs it

    proto = ROOT / "proto"
    files = sorted(str(path) for path in proto.glob("*.proto"))
    status = protoc.main(["protoc", f"-I{proto}", f"--python_out={folder}", f"--grpc_python_out={folder}", *files])
    if status != 0:
        raise RuntimeError(f"protoc ended with {status}")
    sys.path.insert(0, folder)
    try:
        return [importlib.import_module(n) for n in ("tfplugin6_pb2", "tfplugin6_pb2_grpc", "grpc_controller_pb2",
                                                     "grpc_controller_pb2_grpc")]
    finally:
        sys.path.remove(folder)


class Plugin:
    """One run of the binary; `stub` calls tfplugin6.Provider, `messages` is its module of messages."""

    _modules = None  # the protocol's, compiled once for the process

    def __init__(self, binary=None, environment=None):
        binary = binary or os.environ.get("CAWS_PLUGIN")
        if not binary:
            raise RuntimeError("CAWS_PLUGIN does not say which binary to test")
        if Plugin._modules is None:
            with tempfile.TemporaryDirectory(prefix="caws-proto-") as folder:
                Plugin._modules = compile_protocol(folder)
        self.messages, services, self._controller_messages, controller = Plugin._modules
        certificate, key = client_identity()
        self.process = subprocess.Popen(
            [binary],
            env={**self._clean_environment(), **(environment or {}), **COOKIE,
                 "PLUGIN_CLIENT_CERT": certificate.decode(), "PLUGIN_PROTOCOL_VERSIONS": "6"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.log = []
        self._collector = threading.Thread(target=self._collect, daemon=True)
        self._collector.start()
        line = self._handshake()
        core, protocol, network, address, kind, server = line.split("|")
        if (core, protocol, network, kind) != ("1", "6", "unix", "grpc"):
            raise RuntimeError(f"not the handshake that Terraform expects: {line}")
        credentials = grpc.ssl_channel_credentials(server_certificate(server), key, certificate)
        self.channel = grpc.secure_channel(f"unix:{address}", credentials, options=[
            ("grpc.ssl_target_name_override", "localhost"),
            ("grpc.max_receive_message_length", MAX_MESSAGE), ("grpc.max_send_message_length", MAX_MESSAGE)])
        self.stub = services.ProviderStub(self.channel)
        self._controller = controller.GRPCControllerStub(self.channel)

    @staticmethod
    def _clean_environment():
        """Ours, without what would make the provider find credentials or endpoints of this machine."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "TF_", "PLUGIN_"))}
        return {**kept, "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
                "AWS_EC2_METADATA_DISABLED": "true"}

    def _collect(self):
        for line in self.process.stderr:
            self.log.append(line)

    def _handshake(self):
        timer = threading.Timer(START_SECONDS, self.process.kill)
        timer.start()
        try:
            line = self.process.stdout.readline().strip()
        finally:
            timer.cancel()
        if not line:
            raise RuntimeError("the plugin wrote no handshake line: " + "".join(self.log))
        return line

    def stop(self):
        """Ends the process as Terraform does; gives its exit status."""
        try:
            self._controller.Shutdown(self._controller_messages.Empty(), timeout=10)
        except grpc.RpcError:
            pass  # it may be gone before it has answered
        try:
            status = self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.channel.close()
        self._collector.join()
        self.process.stdout.close()
        self.process.stderr.close()
        return status
