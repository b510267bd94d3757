"""Certificates, and a proxy that may behave badly."""
import datetime
import ipaddress
import socket
import ssl
import threading
import warnings

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

DAY = datetime.timedelta(days=1)


class Authority:
    """Signs certificates; `bundle` is a file with its own."""

    def __init__(self, folder, name):
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        self.count = 0
        certificate = self._sign(self.key, self.name, DAY, [x509.BasicConstraints(ca=True, path_length=None)])
        self.bundle = folder / f"{name}.pem"
        self.bundle.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def _sign(self, key, subject, life, extensions, start=-DAY, issuer=None):
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer or self.name).public_key(key.public_key())
                   .serial_number(x509.random_serial_number()).not_valid_before(now + start).not_valid_after(now + start + DAY + life))
        for extension in extensions:
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(self.key if issuer is None else key, hashes.SHA256())

    def context(self, names=("localhost", "127.0.0.1"), start=-DAY, life=DAY, self_signed=False, versions=None):
        """A server's context, with a certificate for these names."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "server")])
        hosts = [x509.IPAddress(ipaddress.ip_address(n)) if n[0].isdigit() else x509.DNSName(n) for n in names]
        certificate = self._sign(key, subject, life, [x509.SubjectAlternativeName(hosts)], start, subject if self_signed else None)
        self.count += 1
        path = self.folder / f"{id(self)}-{self.count}.pem"
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        if versions:
            context.set_ciphers("DEFAULT@SECLEVEL=0")  # what is old is not offered otherwise
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version, context.maximum_version = versions
        return context


class Proxy:
    """Leads every connection to one port of this machine, whatever name was asked for, and remembers the requests' first
    lines and credentials. `answer` is said to a request in place of leading it; b"" closes."""

    def __init__(self, port, answer=None):
        self.target = port
        self.answer = answer
        self.asked = []
        self.credentials = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self):
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exc):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        head = b""
        with connection:
            try:
                while b"\r\n\r\n" not in head:
                    got = connection.recv(65536)
                    if not got:
                        return
                    head += got
                lines = head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
                self.asked.append(lines[0].rsplit(" ", 1)[0])
                self.credentials += [line.split(": ", 1)[1] for line in lines if line.lower().startswith("proxy-authorization: ")]
                if self.answer is not None:
                    connection.sendall(self.answer)
                    return
                with socket.create_connection(("127.0.0.1", self.target)) as onward:
                    if lines[0].startswith("CONNECT "):
                        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    else:
                        onward.sendall(head)
                    back = threading.Thread(target=self._pump, args=(onward, connection), daemon=True)
                    back.start()
                    self._pump(connection, onward)
                    back.join()
            except OSError:
                pass  # either side went away

    @staticmethod
    def _pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass
