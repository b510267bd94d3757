"""Every operation in use, with generated inputs and answers: what we send and what we understand, against botocore."""

import base64
import datetime
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys
import unittest
import urllib.parse
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape

import botocore
from botocore.awsrequest import HeadersDict
from botocore.model import ServiceModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
from spec.model import load_apis  # noqa: E402
from spec.services import BOTOCORE  # noqa: E402

BUILD = pathlib.Path(os.environ.get("CAWS_BUILD", ROOT / "build" / "dev"))
ROUNDS = 3  # of each operation: with everything, and with some of it
DEPTH = 6
TEXTS = ["web", "a b&c=d+e/f~g", "<tag> \"quoted\" 'too' & more", "päßword ☂", "100%", "x:y;z,w"]
OWN_HEADERS = {"accept", "content-md5", "content-type"}  # that botocore adds elsewhere, or not
FORMATS = {"iso8601": "%Y-%m-%dT%H:%M:%SZ", "rfc822": "%a, %d %b %Y %H:%M:%S GMT"}


def model_of(service):
    """As it is in the file: the loader adds what only botocore knows."""
    folder = sorted((pathlib.Path(botocore.__file__).parent / "data" / service).iterdir())[-1]
    with gzip.open(folder / "service-2.json.gz", "rt", encoding="utf-8") as stream:
        return json.load(stream)


def protocol_of(api):
    return api.facts["protocol"].split("-1.")[0]


def is_document(shape):
    return getattr(shape, "is_document_type", False)


class Values:
    """Values of a shape, as botocore takes them; ours are made of them."""

    def __init__(self, api, seed, least):
        self.api = api
        self.random = random.Random(seed)
        self.least = least  # share of the members that are not required, and not there

    def of(self, shape, depth=0, header=False):
        kind = shape.type_name
        if kind == "structure":
            return self.structure(shape, depth)
        if kind == "list":
            return [self.of(shape.member, depth + 1, header) for _ in range(self.count(depth))]
        if kind == "map":
            return {f"k{i}": self.of(shape.value, depth + 1, header) for i in range(self.count(depth))}
        if kind in ("integer", "long"):
            return self.random.choice([0, 1, -7, 65535, 2147483647])
        if kind in ("float", "double"):
            return self.random.choice([0.5, -1.25, 1234567.875])
        if kind == "boolean":
            return self.random.random() < 0.5
        if kind == "timestamp":
            return datetime.datetime.fromtimestamp(self.random.randrange(2 ** 31), datetime.timezone.utc)
        if kind == "blob":
            return self.random.randbytes(self.random.randrange(1, 9))
        if shape.enum:
            return self.random.choice(shape.enum)
        return self.random.choice(["web", "a-b.c_d"] if header else TEXTS)

    def count(self, depth):
        return 0 if depth >= DEPTH else self.random.choice([1, 2, 3] if self.least == 0 else [0, 1, 2])

    def structure(self, shape, depth):
        made = {}
        if getattr(shape, "is_tagged_union", False):  # one member, and no other
            name, member = self.random.choice(list(shape.members.items()))
            return {name: self.of(member, depth + 1)}
        for name, member in shape.members.items():
            token = self.api.shapes[shape.name].members[name].facts.get("token")  # we fill it in
            wanted = name in shape.required_members or token or (depth < DEPTH and self.random.random() >= self.least)
            if wanted and not is_document(member):
                made[name] = self.of(member, depth + 1, member.serialization.get("location") in ("header", "headers"))
        return made


def plain(value):
    """As our documents have it."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime(FORMATS["iso8601"])
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if hasattr(value, "read"):
        return base64.b64encode(value.read()).decode()
    return value


def bytes_of(body):
    return body.encode() if isinstance(body, str) else body


def tree(element):
    """An element for comparison: names with their namespaces, text, and what is in it in its order."""
    text = (element.text or "") if len(element) == 0 else ""
    return (element.tag, text, sorted(element.attrib.items()), [tree(e) for e in element])


class Answers:
    """Answers as the services write them, from values."""

    def __init__(self, api, operation):
        self.api, self.operation, self.protocol = api, operation, protocol_of(api)

    def of(self, values):
        """Status, headers, body."""
        shape, headers, status, body = self.operation.output_shape, [], 200, dict(values)
        for name, member in shape.members.items():
            location = member.serialization.get("location")
            if location and name in body:
                value = body.pop(name)
                if location == "statusCode":
                    status = 200
                elif location == "header":
                    headers.append([member.serialization.get("name", name).lower(), self.text(member, value, "rfc822")])
                else:
                    headers += [[member.serialization.get("name", "").lower() + k.lower(), v] for k, v in value.items()]
        payload = shape.serialization.get("payload")
        if payload:
            return status, headers, self.payload(shape.members[payload], payload, body)
        if "json" in self.protocol:
            return status, headers, json.dumps(self.json(shape, body)).encode()
        inner = self.members(shape, body)
        wrapper = shape.serialization.get("resultWrapper")
        if wrapper:
            inner = f"<{wrapper}>{inner}</{wrapper}>"
        root = f"{self.operation.name}Response" if self.protocol in ("query", "ec2") else shape.serialization.get("name", shape.name)
        return status, headers, f"<{root}>{inner}</{root}>".encode()

    def payload(self, member, name, body):
        if name not in body:
            return b""
        value = body[name]
        if member.type_name in ("blob", "string"):
            return bytes_of(value)
        root = member.serialization.get("name", name)
        return json.dumps(self.json(member, value)).encode() if "json" in self.protocol else (
            f"<{root}>{self.members(member, value)}</{root}>".encode())

    def text(self, shape, value, otherwise):
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, datetime.datetime):
            form = shape.serialization.get("timestampFormat", otherwise)
            return str(int(value.timestamp())) if form == "unixTimestamp" else value.strftime(FORMATS[form])
        if isinstance(value, list):
            return ",".join(self.text(shape.member, v, otherwise) for v in value)
        return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)

    def json(self, shape, value):
        if shape.type_name == "structure":
            return {shape.members[k].serialization.get("name", k): self.json(shape.members[k], v) for k, v in value.items()}
        if shape.type_name == "list":
            return [self.json(shape.member, v) for v in value]
        if shape.type_name == "map":
            return {k: self.json(shape.value, v) for k, v in value.items()}
        if shape.type_name == "timestamp":
            text = self.text(shape, value, "unixTimestamp")
            return int(text) if text.isdigit() else text
        return self.text(shape, value, "") if shape.type_name == "blob" else value

    def members(self, shape, value):
        return "".join(self.member(shape.members[k], shape.members[k].serialization.get("name", k), v) for k, v in value.items()
                       if not shape.members[k].serialization.get("xmlAttribute"))

    def member(self, shape, name, value):
        if shape.type_name == "structure":
            attributes = "".join(
                f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {m.serialization.get("name", k)}="{escape(value[k])}"'
                for k, m in shape.members.items() if m.serialization.get("xmlAttribute") and k in value)
            return f"<{name}{attributes}>{self.members(shape, value)}</{name}>"
        flat = shape.serialization.get("flattened")
        if shape.type_name == "list":
            item = shape.member.serialization.get("name", name if flat else "member")
            items = "".join(self.member(shape.member, item, v) for v in value)
            return items if flat else f"<{name}>{items}</{name}>"
        if shape.type_name == "map":
            key, of = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
            entry = name if flat else "entry"
            entries = "".join(f"<{entry}><{key}>{escape(k)}</{key}>{self.member(shape.value, of, v)}</{entry}>" for k, v in value.items())
            return entries if flat else f"<{name}>{entries}</{name}>"
        return f"<{name}>{escape(self.text(shape, value, 'iso8601'))}</{name}>"


def without_nothing(value):
    """Without empty maps and lists: flat ones that are empty are not there, and some parsers say so in their own way."""
    if isinstance(value, dict):
        return {k: without_nothing(v) for k, v in value.items() if v not in ({}, [])}
    return [without_nothing(v) for v in value] if isinstance(value, list) else value


class Wire(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.apis = load_apis(ROOT / "schemas" / "api")
        cls.models = {name: ServiceModel(model_of(BOTOCORE[name]), name) for name in cls.apis}

    def calls(self):
        """Service, operation's model, and generated values."""
        for service, api in self.apis.items():
            for name in api.operations:
                operation = self.models[service].operation_model(name)
                for number in range(ROUNDS):
                    yield service, api, operation, Values(api, f"{service}.{name}.{number}", number / 4)

    @staticmethod
    def ask(lines):
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        done = subprocess.run([BUILD / "tests" / "api.wire"], input=text + "\n", capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_requests(self):
        lines, wanted = [], []
        for service, api, operation, values in self.calls():
            given = values.of(operation.input_shape) if operation.input_shape else {}
            serializer = create_serializer(protocol_of(api), include_validation=False)
            wanted.append((service, operation, api, serializer.serialize_to_request(given, operation)))
            lines.append({"service": service, "operation": operation.name, "input": plain(given)})
        for line, got, (service, operation, api, sent) in zip(lines, self.ask(lines), wanted, strict=True):
            with self.subTest(f"{service} {operation.name}", input=line["input"]):
                self.assertNotIn("refused", got)
                self.check_request(api, got, sent)
        print(f"{len(lines)} requests of {len(self.apis)} services")

    def check_request(self, api, got, sent):
        self.assertEqual(got["method"], sent["method"])
        path, _, query = sent["url_path"].partition("?")
        self.assertEqual(urllib.parse.unquote(got["path"]), urllib.parse.unquote(path))
        pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
        for name, value in (sent["query_string"] or {}).items():
            pairs += [(name, str(v)) for v in (value if isinstance(value, list) else [value])]
        self.assertEqual(sorted(urllib.parse.parse_qsl(got["query"], keep_blank_values=True)), sorted(pairs))
        headers = {name.lower(): value for name, value in got["headers"]}
        self.assertEqual(len(headers), len(got["headers"]))
        for name, value in sent["headers"].items():
            self.assertEqual(headers.pop(name.lower(), "").replace(", ", ","), str(value).replace(", ", ","), name)
        self.assertLessEqual(set(headers), OWN_HEADERS)
        body = base64.b64decode(got["body"])
        if isinstance(sent["body"], dict):
            form = urllib.parse.parse_qsl(body.decode(), keep_blank_values=True)
            self.assertEqual(dict(form), {k: str(v) for k, v in sent["body"].items()})
            self.assertEqual(len(form), len(sent["body"]))
        elif "json" in protocol_of(api) and body[:1] in (b"{", b""):
            self.assertEqual(json.loads(body or b"{}"), json.loads(sent["body"] or b"{}"))
        elif headers.get("content-type") == "application/xml":
            self.assertEqual(tree(ElementTree.fromstring(body)), tree(ElementTree.fromstring(sent["body"])))
        else:
            self.assertEqual(body, bytes_of(sent["body"]))

    def test_answers(self):
        lines, wanted = [], []
        for service, api, operation, values in self.calls():
            if operation.output_shape is None:
                continue
            given = values.of(operation.output_shape)
            status, headers, body = Answers(api, operation).of(given)
            try:
                text = body.decode()
            except UnicodeDecodeError:
                continue  # a line of JSON holds no other bytes
            if not body and operation.output_shape.serialization.get("payload"):
                continue  # botocore wants one
            parser = create_parser(protocol_of(api))
            parsed = parser.parse({"status_code": status, "headers": HeadersDict(headers), "body": body}, operation.output_shape)
            parsed.pop("ResponseMetadata", None)
            wanted.append((service, operation, plain(parsed)))
            lines.append({"service": service, "operation": operation.name, "status": status, "headers": headers, "body": text})
        for line, got, (service, operation, parsed) in zip(lines, self.ask(lines), wanted, strict=True):
            with self.subTest(f"{service} {operation.name}", body=line["body"]):
                self.assertEqual(without_nothing(got), without_nothing(parsed))
        print(f"{len(lines)} answers of {len(self.apis)} services")


if __name__ == "__main__":
    unittest.main()
