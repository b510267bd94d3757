"""A scriptable AWS endpoint: answers by rules, behaves badly on demand, can stand before an emulator, records what was asked.

    with Endpoint(rules=[Rule("ecs", "DescribeClusters", answer=Answer(503), times=2)], upstream=emulator.url) as endpoint:
        ...  # AWS_ENDPOINT_URL=endpoint.url
        endpoint.requests("ecs", "DescribeClusters")

The first rule that matches a request and has turns left answers it. Without a rule the request goes to `upstream`, or is refused
as AWS refuses an operation that it does not know.
"""
import http.client
import json
import re
import socket
import struct
import threading
import time
import urllib.parse

BODY_MOST = 16 << 20


class Request:
    def __init__(self, method, path, headers, body):
        self.time = time.monotonic()
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        scope = re.search(r"Credential=([^/]*)/\d+/([^/]+)/([^/]+)/aws4_request", headers.get("authorization", ""))
        self.access_key, self.region, self.service = scope.groups() if scope else (None, None, None)
        self.operation = self._operation()

    def _operation(self):
        target = self.headers.get("x-amz-target")
        if target:
            return target.rsplit(".", 1)[-1]
        return self.form().get("Action") or f"{self.method} {self.path}"

    def form(self):
        if "x-www-form-urlencoded" not in self.headers.get("content-type", ""):
            return {}
        return dict(urllib.parse.parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def json(self):
        return json.loads(self.body or b"{}")


class Answer:
    """How to answer.

    status, headers, body (text, bytes, or anything else as JSON) say what; delay_s is waited for first. `fault` is one of
      close        the connection ends without an answer
      reset        it is reset
      hang         nothing comes, for as long as the endpoint lives
      truncate     the body ends in its middle, and the connection with it
      reset-body   the same by a reset
      endless      the body is sent again and again, in chunks, for as long as somebody listens
      drip         the body comes byte by byte, drip_s apart
      garbage      what comes is no HTTP
    With forward, the upstream is asked first, so that the call takes its effect; without a body its answer is what is sent.
    """

    def __init__(self, status=200, body=None, headers=None, delay_s=0, fault=None, drip_s=0.05, forward=False, change=None):
        self.status = status
        self.headers = {"Content-Type": "application/x-amz-json-1.1", **(headers or {})}
        self.body = body
        self.delay_s = delay_s
        self.fault = fault
        self.drip_s = drip_s
        self.forward = forward
        self.change = change  # a function of the upstream's body to what is sent in its place

    def bytes(self):
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


def json_error(code, message, status=400, **more):
    return Answer(status, {"__type": code, "message": message}, **more)


def xml_error(code, message, status=400, ec2=False, **more):
    """An error of the Query protocol, or of EC2's."""
    if ec2:
        body = f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>"
    else:
        body = (f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
                "<RequestId>r-1</RequestId></ErrorResponse>")
    return Answer(status, body, {"Content-Type": "text/xml"}, **more)


def caller_identity(account="123456789012"):
    return Answer(200, (
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>"
        f"<Arn>arn:aws:iam::{account}:user/somebody</Arn><UserId>AIDA</UserId><Account>{account}</Account>"
        "</GetCallerIdentityResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
    ), {"Content-Type": "text/xml"})


class Rule:
    """service and operation None match all; `when` is a function of the request, and `answer` may be one; times None: for
    ever."""

    def __init__(self, service=None, operation=None, answer=None, times=None, when=None):
        self.service = service
        self.operation = operation
        self.answer = answer or Answer()
        self.left = times
        self.when = when

    def takes(self, request):
        return (
            self.left != 0
            and self.service in (None, request.service)
            and self.operation in (None, request.operation)
            and (self.when is None or self.when(request))
        )


class Endpoint:
    """tls: a context for the server's side, and then the URL is https://localhost."""

    def __init__(self, rules=(), upstream=None, tls=None):
        self.rules = list(rules)
        self.tls = tls
        self.connections = 0  # that came so far
        self.upstream = urllib.parse.urlsplit(upstream).netloc if upstream else None
        self.log = []
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        self.url = f"https://localhost:{self.port}" if tls else f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exc):
        self._ended.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def requests(self, service=None, operation=None):
        with self._lock:
            return [r for r in self.log if service in (None, r.service) and operation in (None, r.operation)]

    def _accept(self):
        while not self._ended.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as stream:
                while True:
                    request = _read_request(stream, connection)
                    if request is None or not self._answer(connection, request):
                        return
        except OSError:
            pass  # the client went away

    def _pick(self, request):
        with self._lock:
            self.log.append(request)
            for rule in self.rules:
                if rule.takes(request):
                    if rule.left is not None:
                        rule.left -= 1
                    return rule.answer(request) if callable(rule.answer) else rule.answer
        if self.upstream:
            return Answer(forward=True)
        return json_error("UnknownOperationException", f"no rule for {request.service} {request.operation}")

    def _answer(self, connection, request):
        """Whether the connection can be used again."""
        answer = self._pick(request)
        status, headers, body = answer.status, answer.headers, answer.bytes()
        if answer.forward:
            got = self._forward(request)
            if answer.body is None and answer.status == 200:
                status, headers, body = got
                if answer.change:
                    body = answer.change(body)
        if answer.delay_s and self._ended.wait(answer.delay_s):
            return False
        if answer.fault == "hang":
            self._ended.wait()
            return False
        if answer.fault == "close":
            return False
        if answer.fault == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        if answer.fault == "garbage":
            connection.sendall(b"\x00\xffSSH-2.0 what?\r\n\r\n" * 4)
            return False
        endless = answer.fault == "endless"
        lines = [f"HTTP/1.1 {status} Scripted", "Transfer-Encoding: chunked" if endless else f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        head = "\r\n".join([*lines, "", ""]).encode()
        if not answer.fault:
            # At once: hashicorp/aws may hang up when it has the head and asks again, which is no fault of the endpoint's to add.
            connection.sendall(head + body)
            return True
        connection.sendall(head)
        if answer.fault in ("truncate", "reset-body"):
            connection.sendall(body[: len(body) // 2])
            if answer.fault == "reset-body":
                time.sleep(0.05)  # what is sent is read before the reset throws it away
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        while endless and not self._ended.is_set():
            connection.sendall(b"%x\r\n%s\r\n" % (len(body), body))
        if answer.fault == "drip":
            for index in range(len(body)):
                connection.sendall(body[index:index + 1])
                if self._ended.wait(answer.drip_s):
                    return False
        return True

    def _forward(self, request):
        upstream = http.client.HTTPConnection(self.upstream, timeout=60)
        headers = {name: value for name, value in request.headers.items() if name not in ("connection", "expect")}
        upstream.request(request.method, request.path, request.body, headers)
        response = upstream.getresponse()
        body = response.read()
        kept = {name: value for name, value in response.getheaders()
                if name.lower() not in ("content-length", "transfer-encoding", "connection")}
        upstream.close()
        return response.status, kept, body


def _read_request(stream, connection):
    line = stream.readline(65537).decode("latin-1").split()
    if len(line) != 3 or not line[2].startswith("HTTP/"):
        return None  # such as the beginning of a TLS handshake, which may fall into three words, too
    headers = {}
    while True:
        header = stream.readline(65537).decode("latin-1").rstrip("\r\n")
        if not header:
            break
        name, _, value = header.partition(":")
        headers[name.strip().lower()] = value.strip()
    if headers.get("expect", "").lower() == "100-continue":
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    length = min(int(headers.get("content-length", 0)), BODY_MOST)
    return Request(line[0], line[1], headers, stream.read(length) if length else b"")
