#!/usr/bin/env python3
"""Writes schemas/api/<service>.yaml: what the specs need of the service models in botocore (tools/requirements.txt pins it).

Taken are the operations that some spec, or the provider's own file, calls or lists under `uses`, the shapes that they reach, and the facts about those:
wire names, locations, enums, error codes, paginators, idempotency tokens. Never documentation.

    import.py           writes the files, and removes those of services that are no longer in use
    import.py --check   compares, and says how to mend a difference
"""

import argparse
import gzip
import json
import re
import sys
from pathlib import Path

import botocore

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[0] = str(ROOT / "tools")
from spec import source  # noqa: E402
from spec.problems import Problems, near  # noqa: E402
from spec.services import BOTOCORE  # noqa: E402

DATA = Path(botocore.__file__).parent / "data"
PROTOCOLS = ("json", "query", "ec2", "rest-json", "rest-xml")
UNWRAPPED = {("s3", "GetBucketLocation")}  # its output is the text of the root element; the model does not say so
# Values that the service's documentation has and its model lacks.
MORE_VALUES = {
    ("ec2", "AttachmentStatus"): ["available"],  # InternetGatewayAttachment, "State"
    # VpcEndpoint, "State"
    ("ec2", "State"): ["available", "deleted", "deleting", "expired", "failed", "partial", "pending", "pendingAcceptance", "rejected"],
}
# Error codes that the service's documentation has and its model lacks; those of a HEAD request are made of the status.
MORE_ERRORS = {
    "s3": ["BucketNotEmpty", "Forbidden", "InvalidTag", "MalformedPolicy", "MethodNotAllowed", "NoSuchBucketPolicy", "NoSuchCORSConfiguration",
           "NoSuchLifecycleConfiguration", "NoSuchObjectLockConfiguration", "NoSuchPublicAccessBlockConfiguration", "NoSuchTagSet", "NoSuchWebsiteConfiguration",
           "NotFound", "NotImplemented", "ObjectLockConfigurationNotFoundError", "OperationAborted", "OwnershipControlsNotFoundError",
           "ReplicationConfigurationNotFoundError", "ServerSideEncryptionConfigurationNotFoundError", "UnsupportedArgument",
           "XNotImplemented"],
}
# Members that must differ in each call, and are taken for the same request when they do not, though the model does not say so.
TOKENS = {
    ("acm", "RequestCertificateRequest"): "IdempotencyToken",
    ("ec2", "CreateEgressOnlyInternetGatewayRequest"): "ClientToken",
    ("ec2", "CreateVpcEndpointRequest"): "ClientToken",
    ("ecs", "CreateServiceRequest"): "clientToken",
    ("ecs", "CreateTaskSetRequest"): "clientToken",
    ("route53", "CreateHostedZoneRequest"): "CallerReference",
}
UUID_LENGTH = 36
WIDTH = 120


# ---- which operations -----------------------------------------------------------------------------------------------------


def operations_in_use(schemas, problems):
    """{service: {operation: (file, line)}}"""
    used = {}
    for path in sorted([*schemas.glob("*/*.yaml"), *schemas.glob("provider.yaml")]):
        if path.parent.name == "api" or path.name == "fragments.yaml":
            continue
        name = path.relative_to(schemas.parent).as_posix()
        spec = source.load(path, name, problems)
        if spec is None:
            continue
        service = spec.get("service", path.parent.name)
        for operation, line in _named(spec):
            of, _, short = operation.rpartition(".")
            used.setdefault(of or service, {}).setdefault(short, (name, line))
    return used


def _named(node):
    if isinstance(node, source.Map):
        for key, value in node.items():
            if key == "call" and isinstance(value, str):
                yield value, node.line_of(key)
            elif key == "uses" and isinstance(value, source.Seq):
                for index, item in enumerate(value):
                    if isinstance(item, str):
                        yield item, value.line_of(index)
            else:
                yield from _named(value)
    elif isinstance(node, source.Seq):
        for item in node:
            yield from _named(item)


# ---- what the model says ---------------------------------------------------------------------------------------------------


def read_json(folder, stem):
    for path in (folder / f"{stem}.json.gz", folder / f"{stem}.json"):
        if path.exists():
            with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as stream:
                return json.load(stream)
    return {}


def regional(prefix, endpoints):
    for partition in endpoints["partitions"]:
        if partition["partition"] == "aws":
            return partition["services"].get(prefix, {}).get("isRegionalized", True)
    return True


def service_facts(model, endpoints):
    meta = model["metadata"]
    protocol = next(p for p in [meta["protocol"], *meta.get("protocols", [])] if p in PROTOCOLS)
    if protocol == "json":
        protocol += "-" + meta["jsonVersion"]
    facts = {
        "sdk_id": meta["serviceId"],
        "endpoint_prefix": meta["endpointPrefix"],
        "signing_name": meta.get("signingName", meta["endpointPrefix"]),
        "api_version": meta["apiVersion"],
        "protocol": protocol,
    }
    if protocol.startswith("json-"):
        facts["target_prefix"] = meta["targetPrefix"]
    elif "xmlNamespace" in meta:
        space = meta["xmlNamespace"]
        facts["xml_namespace"] = space["uri"] if isinstance(space, dict) else space
    if "awsQueryCompatible" in meta and protocol.startswith("json-"):
        facts["query_compatible"] = True
    if not regional(meta["endpointPrefix"], endpoints):
        facts["global"] = True
    return facts


def error_code(model, name):
    return model["shapes"][name].get("error", {}).get("code", name)


def texts(value):
    return value if isinstance(value, list) else [value]


def operation_facts(service, model, name, pages):
    op = model["operations"][name]
    if "endpoint" in op and "hostPrefix" in op["endpoint"]:
        raise ValueError(f"{name} needs a host prefix, which provider/aws/model.h cannot say")
    facts = {}
    http = f"{op['http']['method']} {op['http']['requestUri']}"
    if http != "POST /":
        facts["http"] = http
    for side in ("input", "output"):
        if side in op:
            facts[side] = op[side]["shape"]
    if "locationName" in op.get("input", {}):
        facts["input_element"] = op["input"]["locationName"]
        if "xmlNamespace" in op["input"]:
            facts["input_namespace"] = op["input"]["xmlNamespace"]["uri"]
    if "resultWrapper" in op.get("output", {}):
        facts["result_wrapper"] = op["output"]["resultWrapper"]
    if op.get("unsignedPayload") or op.get("authtype") == "v4-unsigned-body":
        facts["unsigned_payload"] = True
    if op.get("authtype") == "none" or op.get("auth") == ["smithy.api#noAuth"]:
        facts["unauthenticated"] = True
    if op.get("httpChecksumRequired") or op.get("httpChecksum", {}).get("requestChecksumRequired"):
        facts["checksum_required"] = True
    if "requestAlgorithmMember" in op.get("httpChecksum", {}):
        facts["checksum"] = op["httpChecksum"]["requestAlgorithmMember"]
    if (service, name) in UNWRAPPED:
        facts["unwrapped_output"] = True
    if name in pages:
        page = pages[name]
        facts["pages"] = {
            "input": texts(page["input_token"])[0],
            "output": texts(page["output_token"])[0].split(" || ")[0],
            "keys": texts(page["result_key"]) if "result_key" in page else [],
        }
        if "more_results" in page:
            facts["pages"]["more"] = page["more_results"]
        along = zip(texts(page["input_token"])[1:], texts(page["output_token"])[1:])
        if len(texts(page["input_token"])) > 1:  # several tokens at once: route53's record sets
            facts["pages"]["along"] = [name for pair in along for name in pair]
    errors = sorted({error_code(model, e["shape"]) for e in op.get("errors", [])})
    if errors:
        facts["errors"] = errors
    return facts


def reference(name, ref, protocol):
    """A member: the name of its shape, or that with what else the model says."""
    facts = {"shape": ref["shape"]}
    wire = ref.get("locationName")
    if wire and wire != name:
        facts["wire"] = wire
    spoken = wire or name or ""
    if protocol == "ec2" and ref.get("queryName") and ref["queryName"] != spoken[:1].upper() + spoken[1:]:
        facts["query"] = ref["queryName"]
    if "location" in ref:
        facts["in"] = ref["location"]
    if "timestampFormat" in ref:
        facts["time"] = ref["timestampFormat"]
    for key, flag in (("idempotencyToken", "token"), ("xmlAttribute", "attribute"), ("flattened", "flat")):
        if ref.get(key):
            facts[flag] = True
    return facts


def token_facts(shape):
    """Whether a UUID fits: ACM takes 32 letters and digits."""
    return "plain" if shape.get("max", UUID_LENGTH) < UUID_LENGTH else True


def shape_facts(name, shape, protocol, namespace):
    kind = {"long": "integer", "float": "double", "character": "string"}.get(shape["type"], shape["type"])
    facts = {"type": kind}
    if shape.get("sensitive"):
        facts["sensitive"] = True
    if shape.get("flattened"):
        facts["flat"] = True
    if "timestampFormat" in shape:
        facts["time"] = shape["timestampFormat"]
    space = namespace or (shape["xmlNamespace"]["uri"] if isinstance(shape.get("xmlNamespace"), dict) else None)
    if kind == "structure":
        if space:
            facts["xmlns"] = space
        facts["members"] = {}
        for key, ref in shape["members"].items():
            member = reference(key, ref, protocol)
            if key in shape.get("required", []):
                member["required"] = True
            if key == shape.get("payload"):
                member["payload"] = True
            facts["members"][key] = member
    elif kind == "list":
        facts["of"] = reference(None, shape["member"], protocol)
    elif kind == "map":
        facts["key"] = reference(None, shape["key"], protocol)
        facts["of"] = reference(None, shape["value"], protocol)
    elif kind == "string" and "enum" in shape:
        facts["enum"] = shape["enum"]
    return facts


def references(shape):
    return [*shape.get("members", {}).values(), *(shape[k] for k in ("member", "key", "value") if k in shape)]


def reached(model, operations):
    """Shape names, and the XML namespaces that references give to shapes."""
    seen, spaces = set(), {}
    todo = [model["operations"][o][side]["shape"] for o in operations for side in ("input", "output")
            if side in model["operations"][o]]
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for ref in references(model["shapes"][name]):
            if "xmlNamespace" in ref and isinstance(ref["xmlNamespace"], dict):
                spaces[ref["shape"]] = ref["xmlNamespace"]["uri"]
            todo.append(ref["shape"])
    return sorted(seen), spaces


def facts_of(service, used, endpoints, problems):
    name = BOTOCORE.get(service)
    if name is None:
        for file, line in used.values():
            problems.add(file, line, f"service {service}: not in tools/spec/services.py{near(service, BOTOCORE)}")
        return None
    folder = sorted((DATA / name).iterdir())[-1]
    model = read_json(folder, "service-2")
    pages = read_json(folder, "paginators-1").get("pagination", {})
    facts = {"service": service_facts(model, endpoints), "operations": {}, "shapes": {}}
    for operation in sorted(used):
        if operation not in model["operations"]:
            hint = near(operation, model["operations"])
            problems.add(*used[operation], f"operation {operation}: no such operation in {service}{hint}")
            continue
        try:
            facts["operations"][operation] = operation_facts(service, model, operation, pages)
        except ValueError as error:
            problems.add(*used[operation], str(error))
    shapes, spaces = reached(model, facts["operations"])
    protocol = facts["service"]["protocol"]
    for shape in shapes:
        facts["shapes"][shape] = shape_facts(shape, model["shapes"][shape], protocol, spaces.get(shape))
        if (service, shape) in TOKENS:
            member = facts["shapes"][shape]["members"][TOKENS[service, shape]]
            member["token"] = token_facts(model["shapes"][member["shape"]])
        if (service, shape) in MORE_VALUES:
            facts["shapes"][shape]["enum"] = [*facts["shapes"][shape]["enum"], *MORE_VALUES[service, shape]]
    listed = {e["shape"] for op in model["operations"].values() for e in op.get("errors", [])}
    facts["errors"] = sorted({error_code(model, e) for e in listed} | set(MORE_ERRORS.get(service, ())))
    return facts


# ---- how it is written -----------------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./*@+-]*(:[A-Za-z0-9_./*@+-]+)*$")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def scalar(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if _PLAIN.match(value) and value.lower() not in _WORDS else json.dumps(value)


def flow(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(v) for v in value) + "]"
    return scalar(value)


def line(indent, key, value):
    """One `key: value`, broken after commas where it is too long."""
    out, current = [], f"{indent}{scalar(key)}:"
    for word in flow(value).split(" "):
        if len(current) + 1 + len(word) > WIDTH and current.strip():
            out.append(current)
            current = indent + "  " + word
        else:
            current += " " + word
    return "\n".join([*out, current])


def short(member):
    return member["shape"] if len(member) == 1 else member


def written(facts):
    out = [f"# Written by tools/api/import.py from botocore {botocore.__version__}. Not to be edited.", "service:"]
    out += [line("  ", k, v) for k, v in facts["service"].items()]
    if facts["errors"]:
        out.append(line("", "errors", facts["errors"]))
    out.append("operations:")
    out += [line("  ", k, v) for k, v in facts["operations"].items()]
    out.append("shapes:")
    for name, shape in facts["shapes"].items():
        shape = {k: short(v) if k in ("of", "key") else v for k, v in shape.items()}
        members = shape.pop("members", None)
        if members is None:
            out.append(line("  ", name, shape["type"] if len(shape) == 1 else shape))
            continue
        out.append(f"  {scalar(name)}:")
        out += [line("    ", k, v) for k, v in shape.items()]
        out.append("    members:" if members else "    members: {}")
        out += [line("      ", k, short(v)) for k, v in members.items()]
    return "\n".join(out) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Write schemas/api/*.yaml from botocore's service models.")
    parser.add_argument("--schemas", type=Path, default=ROOT / "schemas")
    parser.add_argument("--check", action="store_true", help="compare only")
    args = parser.parse_args()
    problems, wanted = Problems(), {}
    endpoints = read_json(DATA, "endpoints")
    for service, used in sorted(operations_in_use(args.schemas, problems).items()):
        facts = facts_of(service, used, endpoints, problems)
        if facts:
            wanted[service] = written(facts)
    if problems:
        print("\n".join(problems.lines()), file=sys.stderr)
        return 1
    folder = args.schemas / "api"
    folder.mkdir(exist_ok=True)
    stale = []
    for path in sorted(folder.glob("*.yaml")):
        if path.stem not in wanted:
            stale.append(path)
    for service, text in wanted.items():
        path = folder / f"{service}.yaml"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
    if args.check:
        for path in stale:
            print(f"{path}: differs from the models; run: .venv/bin/python tools/api/import.py", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        if path.stem in wanted:
            path.write_text(wanted[path.stem], encoding="utf-8")
        else:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
